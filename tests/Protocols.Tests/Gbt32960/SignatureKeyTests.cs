using System.Security.Cryptography;
using Twins.Protocols.Gbt32960;
using Twins.Protocols.Security;

namespace Twins.Protocols.Tests.Gbt32960;

/// <summary>Registered public keys: what is one of its algorithm is read, all else is refused with a sentence.</summary>
public class SignatureKeyTests
{
    // GB/T 32918.5-2017, annex A.2: a private key and its point; the DER of a key of sm2p256v1 (1.2.156.10197.1.301) around it.
    private const string PrivateKey = "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8";
    private const string Point = "0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13";
    private const string Info = "3059301306072A8648CE3D020106082A811CCF5501822D034200" + Point;

    [Theory]
    [InlineData(SignatureAlgorithm.Rsa)]
    [InlineData(SignatureAlgorithm.Ecc)]
    [InlineData(SignatureAlgorithm.Sm2)]
    [InlineData((SignatureAlgorithm)9)]
    public void Bytes_that_are_no_key_are_refused(SignatureAlgorithm algorithm) =>
        Assert.ThrowsAny<CryptographicException>(() => SignatureKey.Import(algorithm, new byte[65]));

    [Theory]
    [InlineData(SignatureAlgorithm.Rsa)]
    [InlineData(SignatureAlgorithm.Ecc)]
    [InlineData(SignatureAlgorithm.Sm2)]
    public void An_empty_key_is_refused(SignatureAlgorithm algorithm) =>
        Assert.Equal("The public key is empty.", Assert.ThrowsAny<CryptographicException>(() => SignatureKey.Import(algorithm, [])).Message);

    [Theory]
    [InlineData(Point)]
    [InlineData(Info)]
    public void An_SM2_key_is_its_point_or_the_point_with_its_curve(string publicKey)
    {
        var buffer = new byte[512];
        var writer = FrameWriter.Report(buffer, Edition.V2025, Command.Realtime, Samples.Vin, Samples.Time);
        writer.Engine(1000);
        SigningKey.Import(SignatureAlgorithm.Sm2, Convert.FromHexString(PrivateKey)).Sign(ref writer);
        Assert.True(FrameView.TryCreate(buffer.AsSpan(0, writer.Finish()), out var report));
        Assert.Equal(SignatureVerdict.Valid, ReportSignature.Verify(report, SignatureKey.Import(SignatureAlgorithm.Sm2, Convert.FromHexString(publicKey))));
    }

    [Fact]
    public void A_key_of_another_curve_is_no_SM2_key()
    {
        using var ecc = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var error = Assert.ThrowsAny<CryptographicException>(() => SignatureKey.Import(SignatureAlgorithm.Sm2, ecc.ExportSubjectPublicKeyInfo()));
        Assert.StartsWith("The bytes are no SM2 public key: a point of the curve sm2p256v1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_SM2_key_is_refused_and_no_other_exception()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var bytes = Convert.FromHexString(Info);
            for (var i = random.Next(1, 4); i > 0; i--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (Record.Exception(() => SignatureKey.Import(SignatureAlgorithm.Sm2, bytes.AsSpan(random.Next(3) == 0 ? random.Next(bytes.Length) : 0))) is { } error)
                Assert.IsAssignableFrom<CryptographicException>(error);
        }
    }
}
