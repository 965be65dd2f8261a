using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;
using Twins.Protocols.Gbt32960;

namespace Twins.Protocols.Security;

/// <summary>A private key that signs reports of the 2025 edition (unit FF), for terminals and simulators.</summary>
public sealed class SigningKey
{
    private readonly byte[] _key;

    private SigningKey(SignatureAlgorithm algorithm, byte[] key, byte[] publicKey) => (Algorithm, _key, PublicKey) = (algorithm, key, publicKey);

    /// <summary>The algorithm of the key.</summary>
    public SignatureAlgorithm Algorithm { get; }

    /// <summary>The public half, as <see cref="SignatureKey.Import"/> reads it: a SubjectPublicKeyInfo, of SM2 the point, 65 bytes.</summary>
    public byte[] PublicKey { get; }

    /// <summary>Reads a private key.</summary>
    /// <param name="algorithm">Its algorithm.</param>
    /// <param name="privateKey">PKCS#8 DER; of SM2 the number, 32 bytes.</param>
    /// <exception cref="CryptographicException">The bytes are no private key of the algorithm.</exception>
    public static SigningKey Import(SignatureAlgorithm algorithm, ReadOnlySpan<byte> privateKey)
    {
        var key = privateKey.ToArray();
        switch (algorithm)
        {
            case SignatureAlgorithm.Rsa:
                using (var rsa = RSA.Create())
                {
                    rsa.ImportPkcs8PrivateKey(key, out _);
                    return new SigningKey(algorithm, key, rsa.ExportSubjectPublicKeyInfo());
                }
            case SignatureAlgorithm.Ecc:
                using (var ecc = ECDsa.Create())
                {
                    ecc.ImportPkcs8PrivateKey(key, out _);
                    return new SigningKey(algorithm, key, ecc.ExportSubjectPublicKeyInfo());
                }
            case SignatureAlgorithm.Sm2 when key.Length == Sm2.Size:
                try
                {
                    return new SigningKey(algorithm, key, Sm2.PublicPoint(Sm2.PrivateKey(key)).GetEncoded(compressed: false));
                }
                catch (ArgumentException error)
                {
                    throw new CryptographicException(error.Message, error);
                }
            default:
                throw new CryptographicException("A signing key is one of RSA or ECC (PKCS#8), or the 32 bytes of one of SM2.");
        }
    }

    /// <summary>The two halves of a signature over bytes; for RSA all of it is R.</summary>
    public (byte[] R, byte[] S) Sign(ReadOnlySpan<byte> bytes)
    {
        switch (Algorithm)
        {
            case SignatureAlgorithm.Rsa:
                using (var rsa = RSA.Create())
                {
                    rsa.ImportPkcs8PrivateKey(_key, out _);
                    return (rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), []);
                }
            case SignatureAlgorithm.Ecc:
                using (var ecc = ECDsa.Create())
                {
                    ecc.ImportPkcs8PrivateKey(_key, out _);
                    return Halves(ecc.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
                }
            default:
                var signer = new SM2Signer(PlainDsaEncoding.Instance);
                signer.Init(forSigning: true, new ParametersWithRandom(Sm2.PrivateKey(_key), new SecureRandom()));
                signer.BlockUpdate(bytes.ToArray(), 0, bytes.Length);
                return Halves(signer.GenerateSignature());
        }
    }

    /// <summary>Ends a report with the signature of everything that it holds.</summary>
    /// <param name="report">A report of 2025 to which nothing more is added.</param>
    public void Sign(ref FrameWriter report)
    {
        var (r, s) = Sign(report.SignedBytes);
        report.Signature(Algorithm, r, s);
    }

    private static (byte[] R, byte[] S) Halves(byte[] signature) => (signature[..(signature.Length / 2)], signature[(signature.Length / 2)..]);
}
