using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Twins.Protocols.Gbt32960;

namespace Twins.Protocols.Security;

/// <summary>A vehicle's registered public key and the algorithm that it belongs to. Safe for use by several threads at once.</summary>
public abstract class SignatureKey
{
    private SignatureKey(SignatureAlgorithm algorithm) => Algorithm = algorithm;

    /// <summary>The algorithm that the key was registered for.</summary>
    public SignatureAlgorithm Algorithm { get; }

    /// <summary>Reads a registered key.</summary>
    /// <param name="algorithm">The algorithm that it was registered for.</param>
    /// <param name="publicKey">A SubjectPublicKeyInfo (DER); for RSA also the PKCS#1 key, for SM2 also the point, 65 bytes that begin with 04, or its 64.</param>
    /// <exception cref="CryptographicException">The bytes are no key of the algorithm.</exception>
    public static SignatureKey Import(SignatureAlgorithm algorithm, ReadOnlySpan<byte> publicKey) => algorithm switch
    {
        _ when publicKey.IsEmpty => throw new CryptographicException("The public key is empty."),
        SignatureAlgorithm.Rsa => new RsaKey(publicKey),
        SignatureAlgorithm.Ecc => new EccKey(publicKey),
        SignatureAlgorithm.Sm2 => new Sm2Key(publicKey),
        _ => throw new CryptographicException($"Signature algorithm {(byte)algorithm} is not 1 (SM2), 2 (RSA) or 3 (ECC)."),
    };

    /// <summary>The verdict on a signature of this key's algorithm.</summary>
    internal abstract SignatureVerdict Verify(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> r, ReadOnlySpan<byte> s);

    private static SignatureVerdict Verdict(bool valid) => valid ? SignatureVerdict.Valid : SignatureVerdict.Wrong;

    // PKCS#1 v1.5 over SHA-256, all of it in R; so do real terminals.
    private sealed class RsaKey : SignatureKey
    {
        private readonly RSAParameters _key;

        internal RsaKey(ReadOnlySpan<byte> publicKey) : base(SignatureAlgorithm.Rsa)
        {
            using var rsa = RSA.Create();
            try
            {
                rsa.ImportSubjectPublicKeyInfo(publicKey, out _);
            }
            catch (CryptographicException)
            {
                // The other form in use; what is neither is refused by it.
                rsa.ImportRSAPublicKey(publicKey, out _);
            }
            _key = rsa.ExportParameters(includePrivateParameters: false);
        }

        internal override SignatureVerdict Verify(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> r, ReadOnlySpan<byte> s)
        {
            if (r.Length != _key.Modulus!.Length || !s.IsEmpty)
                return SignatureVerdict.Malformed;
            using var rsa = RSA.Create(_key);
            return Verdict(rsa.VerifyData(signed, r, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        }
    }

    private sealed class EccKey : SignatureKey
    {
        private readonly ECParameters _key;
        private readonly int _size;

        internal EccKey(ReadOnlySpan<byte> publicKey) : base(SignatureAlgorithm.Ecc)
        {
            using var ecc = ECDsa.Create();
            ecc.ImportSubjectPublicKeyInfo(publicKey, out _);
            _key = ecc.ExportParameters(includePrivateParameters: false);
            _size = _key.Q.X!.Length;
        }

        internal override SignatureVerdict Verify(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> r, ReadOnlySpan<byte> s)
        {
            Span<byte> signature = stackalloc byte[2 * _size];
            if (!TryPad(r, signature[.._size]) || !TryPad(s, signature[_size..]))
                return SignatureVerdict.Malformed;
            using var ecc = ECDsa.Create(_key);
            return Verdict(ecc.VerifyData(signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        }
    }

    // GB/T 32918 over SM3, with the identity that the standard gives to those who name none.
    private sealed class Sm2Key : SignatureKey
    {
        private const int Size = Sm2.Size;
        private readonly ECPublicKeyParameters _key;

        internal Sm2Key(ReadOnlySpan<byte> publicKey) : base(SignatureAlgorithm.Sm2)
        {
            try
            {
                _key = Sm2.PublicKey(publicKey.StartsWith(PointOnCurve) ? publicKey[PointOnCurve.Length..] : publicKey);
            }
            catch (ArgumentException error)
            {
                throw new CryptographicException(
                    "The bytes are no SM2 public key: a point of the curve sm2p256v1, 64 or 65 bytes, or a SubjectPublicKeyInfo that names that curve and has such a point.", error);
            }
        }

        // All of the DER that can stand before the point: an elliptic curve's key, on sm2p256v1, as a BIT STRING of 65 bytes.
        private static ReadOnlySpan<byte> PointOnCurve =>
        [
            0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x81, 0x1C, 0xCF, 0x55, 0x01, 0x82, 0x2D, 0x03, 0x42, 0x00,
        ];

        internal override SignatureVerdict Verify(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> r, ReadOnlySpan<byte> s)
        {
            var signature = new byte[2 * Size];
            if (!TryPad(r, signature.AsSpan(0, Size)) || !TryPad(s, signature.AsSpan(Size)))
                return SignatureVerdict.Malformed;
            var signer = new SM2Signer(PlainDsaEncoding.Instance);
            signer.Init(forSigning: false, _key);
            signer.BlockUpdate(signed.ToArray(), 0, signed.Length);
            return Verdict(signer.VerifySignature(signature));
        }
    }

    // Senders leave leading zeros out, or send one more.
    private static bool TryPad(ReadOnlySpan<byte> number, Span<byte> destination)
    {
        number = number.TrimStart((byte)0);
        if (number.IsEmpty || number.Length > destination.Length)
            return false;
        destination.Clear();
        number.CopyTo(destination[^number.Length..]);
        return true;
    }
}
