using System.Collections.Frozen;
using System.Security.Cryptography;
using Twins.Protocols.Gbt32960;
using Twins.Protocols.Security;

namespace Twins.Silo.Intake;

/// <summary>The keys of the configuration, read and checked at the start: for decryption by sender, for signatures by VIN.</summary>
internal static class IntakeKeys
{
    /// <summary>The sender that stands for all that are not named.</summary>
    public const string AnySender = "*";

    private const string Section = "Twins:Intake:Gbt32960:Keys", RegisterKey = "Twins:Intake:Gbt32960:PublicKeys";
    private const int MaxRegistered = 2_000_000;

    /// <exception cref="ConfigurationException">A sender is missing or there twice, or a key is not one of its kind.</exception>
    public static FrozenDictionary<string, DataUnitCipher> ReadCiphers(IEnumerable<KeyOptions> options)
    {
        var ciphers = new Dictionary<string, DataUnitCipher>(StringComparer.Ordinal);
        foreach (var keys in options)
        {
            if (keys.Sender.Length == 0) throw new ConfigurationException($"{Section} holds keys without a Sender; name an account, or {AnySender} for all others.");
            var cipher = new DataUnitCipher
            {
                AesKey = Hex(keys.Sender, nameof(keys.Aes128), keys.Aes128, 16),
                Sm4Key = Hex(keys.Sender, nameof(keys.Sm4), keys.Sm4, 16),
                Sm2PrivateKey = Sm2(keys),
                RsaPrivateKey = Rsa(keys),
                InitialVector = Hex(keys.Sender, nameof(keys.InitialVector), keys.InitialVector, 16),
            };
            if (!ciphers.TryAdd(keys.Sender, cipher)) throw new ConfigurationException($"{Section} names the sender '{keys.Sender}' twice; keep one.");
        }

        return ciphers.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Reads the register of public keys: VIN, algorithm (sm2, rsa, ecc) and key (base64) in a line, separated by tabs; lines that begin with # are passed over.</summary>
    /// <exception cref="ConfigurationException">The file cannot be read, or a line is none of these.</exception>
    public static FrozenDictionary<string, SignatureKey> ReadRegister(string? path)
    {
        var keys = new Dictionary<string, SignatureKey>(StringComparer.Ordinal);
        if (path is null) return keys.ToFrozenDictionary(StringComparer.Ordinal);
        var number = 0;
        try
        {
            foreach (var line in File.ReadLines(path))
            {
                number++;
                if (line.StartsWith('#') || string.IsNullOrWhiteSpace(line)) continue;
                var (vin, key) = ReadLine(line) ?? throw new ConfigurationException(
                    $"Line {number} of {path} ({RegisterKey}) is no VIN, algorithm (sm2, rsa or ecc) and public key (base64), separated by tabs.");
                if (!keys.TryAdd(vin, key)) throw new ConfigurationException($"Line {number} of {path} ({RegisterKey}) names the VIN '{vin}' a second time; keep one.");
                if (keys.Count > MaxRegistered) throw new ConfigurationException($"{path} ({RegisterKey}) has more than {MaxRegistered} keys.");
            }
        }
        catch (CryptographicException e)
        {
            throw new ConfigurationException($"Line {number} of {path} ({RegisterKey}) has no key of its algorithm: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{RegisterKey} is '{path}', which cannot be read: {e.Message}", e);
        }

        return keys.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static (string Vin, SignatureKey Key)? ReadLine(string line)
    {
        if (line.Split('\t', StringSplitOptions.TrimEntries) is not [{ Length: > 0 and <= FrameView.IdLength } vin, var name, var text]) return null;
        SignatureAlgorithm? algorithm = name switch
        {
            "sm2" => SignatureAlgorithm.Sm2,
            "rsa" => SignatureAlgorithm.Rsa,
            "ecc" => SignatureAlgorithm.Ecc,
            _ => null,
        };
        try
        {
            return algorithm is { } known ? (vin, SignatureKey.Import(known, Convert.FromBase64String(text))) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    // No message repeats a key.
    private static byte[]? Hex(string sender, string name, string? text, int length)
    {
        if (text is null) return null;
        if (text.Length == 2 * length && text.All(char.IsAsciiHexDigit)) return Convert.FromHexString(text);
        throw new ConfigurationException($"{Section}: {name} of the sender '{sender}' is not {2 * length} hexadecimal digits.");
    }

    private static byte[]? Sm2(KeyOptions keys)
    {
        if (Hex(keys.Sender, nameof(keys.Sm2), keys.Sm2, 32) is not { } key) return null;
        try
        {
            SigningKey.Import(SignatureAlgorithm.Sm2, key);
            return key;
        }
        catch (CryptographicException e)
        {
            throw new ConfigurationException($"{Section}: {nameof(keys.Sm2)} of the sender '{keys.Sender}' is no private key of the curve.", e);
        }
    }

    private static byte[]? Rsa(KeyOptions keys)
    {
        if (keys.RsaFile is not { } path) return null;
        try
        {
            using var rsa = RSA.Create();
            rsa.ImportFromPem(File.ReadAllText(path));
            return rsa.ExportPkcs8PrivateKey();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            throw new ConfigurationException($"{Section}: the RsaFile '{path}' of the sender '{keys.Sender}' is no PEM file with an RSA private key without a password.", e);
        }
    }
}
