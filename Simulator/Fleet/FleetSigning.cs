using System.Security.Cryptography;
using Twins.Protocols.Gbt32960;
using Twins.Protocols.Security;

namespace Twins.Simulator.Fleet;

/// <summary>The key that signs a fleet's reports, and the register of its public half that a platform is given.</summary>
internal static class FleetSigning
{
    /// <summary>Reads a private key: a PEM file with one of RSA or of an elliptic curve, or a file of the 64 hexadecimal digits of one of SM2.</summary>
    /// <exception cref="UsageException">The file cannot be read or holds none of these.</exception>
    internal static SigningKey Read(string path)
    {
        try
        {
            var text = File.ReadAllText(path).Trim();
            if (text.Length == 64 && text.All(char.IsAsciiHexDigit))
                return SigningKey.Import(SignatureAlgorithm.Sm2, Convert.FromHexString(text));
            return ReadPem(text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The file '{path}' cannot be read: {e.Message}");
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new UsageException($"The file '{path}' holds no private key: a PEM of RSA or of an elliptic curve, without a password, or the 64 hexadecimal digits of one of SM2.");
        }
    }

    /// <summary>Writes the register of a fleet: VIN, algorithm and public key of each vehicle.</summary>
    /// <exception cref="UsageException">The file cannot be written.</exception>
    internal static void WriteRegister(string path, SigningKey key, int vehicles)
    {
        var algorithm = key.Algorithm switch { SignatureAlgorithm.Sm2 => "sm2", SignatureAlgorithm.Rsa => "rsa", _ => "ecc" };
        var publicKey = Convert.ToBase64String(key.PublicKey);
        try
        {
            File.WriteAllLines(path, Enumerable.Range(0, vehicles).Select(number => $"{Vin.Of(number)}\t{algorithm}\t{publicKey}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The file '{path}' cannot be written: {e.Message}");
        }
    }

    private static SigningKey ReadPem(string text)
    {
        using var ecc = ECDsa.Create();
        using var rsa = RSA.Create();
        if (text.Contains("BEGIN RSA PRIVATE KEY", StringComparison.Ordinal) || !TryImport(ecc, text))
        {
            rsa.ImportFromPem(text);
            return SigningKey.Import(SignatureAlgorithm.Rsa, rsa.ExportPkcs8PrivateKey());
        }
        return SigningKey.Import(SignatureAlgorithm.Ecc, ecc.ExportPkcs8PrivateKey());
    }

    // A PEM does not say which algorithm its key is of before it is opened.
    private static bool TryImport(ECDsa ecc, string text)
    {
        try
        {
            ecc.ImportFromPem(text);
            return true;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}
