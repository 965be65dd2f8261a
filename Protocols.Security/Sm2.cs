using Org.BouncyCastle.Asn1.GM;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC;
using Org.BouncyCastle.Security;

namespace Twins.Protocols.Security;

/// <summary>The curve of GB/T 32918.5 and encryption on it (GB/T 32918.4).</summary>
internal static class Sm2
{
    internal const int Size = 32;

    private const int PointLength = 1 + 2 * Size, DigestLength = 32;
    private const byte Uncompressed = 0x04;

    internal static ECDomainParameters Domain { get; } = MakeDomain();

    /// <summary>The public key of a point of 64 bytes, or of 65 that begin with 04.</summary>
    /// <exception cref="ArgumentException">The bytes are no point of the curve.</exception>
    internal static ECPublicKeyParameters PublicKey(ReadOnlySpan<byte> point)
    {
        if (point.Length != 2 * Size && (point.Length != PointLength || point[0] != Uncompressed))
            throw new ArgumentException("The bytes are no point.", nameof(point));
        byte[] encoded = point.Length == 2 * Size ? [Uncompressed, .. point] : point.ToArray();
        return new ECPublicKeyParameters(Domain.Curve.DecodePoint(encoded), Domain);
    }

    /// <summary>The private key of 32 bytes.</summary>
    /// <exception cref="ArgumentException">It is not a number of the curve's group.</exception>
    internal static ECPrivateKeyParameters PrivateKey(byte[] key)
    {
        var number = new BigInteger(1, key);
        return number.SignValue > 0 && number.CompareTo(Domain.N) < 0
            ? new ECPrivateKeyParameters(number, Domain)
            : throw new ArgumentException("The bytes are no SM2 private key.", nameof(key));
    }

    internal static ECPoint PublicPoint(ECPrivateKeyParameters key) => Domain.G.Multiply(key.D).Normalize();

    // The library has the order of the draft, C1 C2 C3; the standard has the digest, C3, in the middle.
    internal static byte[] Decrypt(byte[] privateKey, byte[] data)
    {
        if (data.Length <= PointLength + DigestLength)
            throw new InvalidCipherTextException("The data is shorter than a point and a digest.");
        byte[] ordered = [.. data[..PointLength], .. data[(PointLength + DigestLength)..], .. data[PointLength..(PointLength + DigestLength)]];
        var engine = new SM2Engine();
        engine.Init(forEncryption: false, PrivateKey(privateKey));
        return engine.ProcessBlock(ordered, 0, ordered.Length);
    }

    internal static byte[] Encrypt(byte[] privateKey, byte[] data)
    {
        var engine = new SM2Engine();
        engine.Init(forEncryption: true, new ParametersWithRandom(new ECPublicKeyParameters(PublicPoint(PrivateKey(privateKey)), Domain), new SecureRandom()));
        var result = engine.ProcessBlock(data, 0, data.Length);
        return [.. result[..PointLength], .. result[^DigestLength..], .. result[PointLength..^DigestLength]];
    }

    private static ECDomainParameters MakeDomain()
    {
        var curve = GMNamedCurves.GetByName("sm2p256v1");
        return new ECDomainParameters(curve.Curve, curve.G, curve.N, curve.H);
    }
}
