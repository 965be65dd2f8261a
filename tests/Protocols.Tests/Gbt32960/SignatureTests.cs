using System.Security.Cryptography;
using Org.BouncyCastle.Asn1.GM;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Paddings;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Security;
using Twins.Protocols.Gbt32960;
using Twins.Protocols.Security;

namespace Twins.Protocols.Tests.Gbt32960;

/// <summary>Signatures (unit FF, table 8) and encrypted data units (clause 6.3.4) of the 2025 edition, with keys made for the test.</summary>
public sealed class SignatureTests : IDisposable
{
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ECDsa _ecc = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECPrivateKeyParameters _sm2Private;
    private readonly byte[] _sm2Point;

    public SignatureTests()
    {
        var curve = GMNamedCurves.GetByName("sm2p256v1");
        var generator = new ECKeyPairGenerator();
        generator.Init(new ECKeyGenerationParameters(new ECDomainParameters(curve.Curve, curve.G, curve.N, curve.H), new SecureRandom()));
        var pair = generator.GenerateKeyPair();
        _sm2Private = (ECPrivateKeyParameters)pair.Private;
        _sm2Point = ((ECPublicKeyParameters)pair.Public).Q.GetEncoded(compressed: false);
    }

    private static byte[] Pad(byte[] number) => [.. new byte[32 - number.Length], .. number];

    public void Dispose()
    {
        _rsa.Dispose();
        _ecc.Dispose();
    }

    private delegate (byte[] R, byte[] S) Signer(byte[] signed);

    private (byte[] R, byte[] S) SignRsa(byte[] signed) => (_rsa.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), []);

    private (byte[] R, byte[] S) SignEcc(byte[] signed) =>
        Halves(_ecc.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));

    private (byte[] R, byte[] S) SignSm2(byte[] signed)
    {
        var signer = new SM2Signer(PlainDsaEncoding.Instance);
        signer.Init(true, _sm2Private);
        signer.BlockUpdate(signed, 0, signed.Length);
        return Halves(signer.GenerateSignature());
    }

    private static (byte[] R, byte[] S) Halves(byte[] signature) => (signature[..(signature.Length / 2)], signature[(signature.Length / 2)..]);

    private static byte[] Report(SignatureAlgorithm algorithm, Signer sign)
    {
        var buffer = new byte[FrameWriter.MaxLength];
        var writer = FrameWriter.Report(buffer, Edition.V2025, Command.Realtime, Samples.Vin, Samples.Time);
        writer.Vehicle(Samples.Vehicle(new Random(1)));
        writer.Position(true, 121.4, 31.2);
        var (r, s) = sign(writer.SignedBytes.ToArray());
        writer.Signature(algorithm, r, s);
        return buffer[..writer.Finish()];
    }

    private static SignatureVerdict Verify(byte[] bytes, SignatureKey? key)
    {
        Assert.True(FrameView.TryCreate(bytes, out var frame) && frame.IsCheckCodeRight);
        return ReportSignature.Verify(frame, key);
    }

    private (SignatureAlgorithm, Signer, SignatureKey)[] All =>
    [
        (SignatureAlgorithm.Rsa, SignRsa, SignatureKey.Import(SignatureAlgorithm.Rsa, _rsa.ExportSubjectPublicKeyInfo())),
        (SignatureAlgorithm.Ecc, SignEcc, SignatureKey.Import(SignatureAlgorithm.Ecc, _ecc.ExportSubjectPublicKeyInfo())),
        (SignatureAlgorithm.Sm2, SignSm2, SignatureKey.Import(SignatureAlgorithm.Sm2, _sm2Point)),
    ];

    [Fact]
    public void A_report_is_valid_under_the_key_that_signed_it()
    {
        foreach (var (algorithm, sign, key) in All)
            Assert.Equal(SignatureVerdict.Valid, Verify(Report(algorithm, sign), key));
    }

    [Fact]
    public void Any_changed_byte_between_time_and_signature_makes_it_wrong()
    {
        foreach (var (algorithm, sign, key) in All)
        {
            var report = Report(algorithm, sign);
            foreach (var place in new[] { FrameView.HeaderLength + 5, FrameView.HeaderLength + 10, FrameView.HeaderLength + 35 })
            {
                var changed = report.ToArray();
                changed[place] ^= 1;
                changed[^1] ^= 1;
                Assert.Equal(SignatureVerdict.Wrong, Verify(changed, key));
            }
        }
    }

    [Fact]
    public void Another_key_of_the_same_kind_makes_it_wrong_and_no_key_is_said()
    {
        using var other = RSA.Create(2048);
        var report = Report(SignatureAlgorithm.Rsa, SignRsa);
        Assert.Equal(SignatureVerdict.Wrong, Verify(report, SignatureKey.Import(SignatureAlgorithm.Rsa, other.ExportRSAPublicKey())));
        Assert.Equal(SignatureVerdict.NoKey, Verify(report, null));
    }

    [Fact]
    public void A_signature_without_the_form_of_its_key_is_malformed()
    {
        foreach (var (algorithm, sign, key) in All)
        {
            Assert.Equal(SignatureVerdict.Malformed, Verify(Report(algorithm, _ => ([], [])), key));
            Assert.Equal(SignatureVerdict.Malformed, Verify(Report(algorithm, _ => (new byte[300], new byte[300])), key));
            Assert.Equal(SignatureVerdict.Malformed, Verify(Report(algorithm == SignatureAlgorithm.Rsa ? SignatureAlgorithm.Ecc : SignatureAlgorithm.Rsa, sign), key));
        }
    }

    [Fact]
    public void A_report_without_a_signature_or_with_bytes_behind_it_is_unsigned()
    {
        Assert.Equal(SignatureVerdict.NoSignature, Verify(Samples.Report(Edition.V2025), All[0].Item3));
        var document = Documents.Decode(Convert.ToHexString(Report(SignatureAlgorithm.Rsa, SignRsa)));
        document["rest"] = "01";
        using var parsed = System.Text.Json.JsonDocument.Parse(document.ToJsonString());
        var longer = FrameEncoder.Encode(parsed.RootElement);
        Assert.Equal(SignatureVerdict.NoSignature, Verify(longer, All[0].Item3));
        Assert.Equal("trailing-bytes", (string)Documents.Decode(Convert.ToHexString(longer))["errors"]![0]!["code"]!);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_encrypted_data_unit_is_decrypted_with_its_key_and_kept_without_it(bool chained)
    {
        var plain = Samples.Report(Edition.V2025);
        var key = Convert.FromHexString("0123456789abcdeffedcba9876543210");
        var vector = chained ? key : null;
        var data = plain[FrameView.HeaderLength..^1];
        var rsa = data.Chunk(200).SelectMany(chunk => _rsa.Encrypt(chunk, RSAEncryptionPadding.Pkcs1)).ToArray();
        var cipher = new DataUnitCipher
        {
            AesKey = key, Sm4Key = key, RsaPrivateKey = _rsa.ExportPkcs8PrivateKey(), Sm2PrivateKey = Pad(_sm2Private.D.ToByteArrayUnsigned()), InitialVector = vector,
        };
        FrameView.TryCreate(plain, out var unencrypted);
        var sm2 = cipher.Encrypt(unencrypted, Encryption.Sm2)[FrameView.HeaderLength..^1];
        foreach (var (kind, encrypted) in new[] { (Encryption.Aes128, Aes(key, vector, data)), (Encryption.Sm4, Sm4(key, vector, data)), (Encryption.Rsa, rsa), (Encryption.Sm2, sm2) })
        {
            FrameView.TryCreate(cipher.Encrypt(unencrypted, kind), out var again);
            Assert.Equal((kind, true), (again.Encryption, again.IsCheckCodeRight));
            Assert.Equal(plain, cipher.TryDecrypt(again, out _));
            Assert.Throws<InvalidOperationException>(() => new DataUnitCipher().Encrypt(View(plain), kind));
            FrameView.TryCreate(WithData(plain, kind, encrypted), out var frame);
            Assert.Equal(plain, cipher.TryDecrypt(frame, out _));
            Assert.Null(new DataUnitCipher().TryDecrypt(frame, out var error));
            Assert.Equal(DecodeErrorCode.Encrypted, error.Code);
            FrameView.TryCreate(WithData(plain, kind, encrypted[..^1]), out var cut);
            Assert.Null(cipher.TryDecrypt(cut, out error));
            Assert.Contains("not one of the key", error.Detail, StringComparison.Ordinal);
        }
    }

    // GB/T 32907-2016, annex A: the cipher text of the key and plain text 0123456789abcdeffedcba9876543210.
    [Fact]
    public void SM4_is_that_of_its_standard()
    {
        var key = Convert.FromHexString("0123456789abcdeffedcba9876543210");
        Assert.Equal("681edf34d206965e86b3e94f536e4246", Convert.ToHexStringLower(Sm4(key, null, key)[..16]));
    }

    // GB/T 32918.5-2017, annex A.2 and C.2: signature and encryption on the recommended curve, with the identity 1234567812345678.
    [Fact]
    public void SM2_is_that_of_its_standard()
    {
        var privateKey = Convert.FromHexString("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8");
        var point = Convert.FromHexString("09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13");
        Assert.Equal([4, .. point], SigningKey.Import(SignatureAlgorithm.Sm2, privateKey).PublicKey);
        var signer = new SM2Signer(PlainDsaEncoding.Instance);
        signer.Init(false, new ECPublicKeyParameters(_sm2Private.Parameters.Curve.DecodePoint([4, .. point]), _sm2Private.Parameters));
        signer.BlockUpdate("message digest"u8.ToArray(), 0, 14);
        Assert.True(signer.VerifySignature(Convert.FromHexString("F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA")));
        var encrypted = Convert.FromHexString("0404EBFC718E8D1798620432268E77FEB6415E2EDE0E073C0F4F640ECD2E149A73E858F9D81E5430A57B36DAAB8F950A3C64E6EE6A63094D99283AFF767E124DF059983C18F809E262923C53AEC295D30383B54E39D609D160AFCB1908D0BD876621886CA989CA9C7D58087307CA93092D651EFA");
        var decrypted = new DataUnitCipher { Sm2PrivateKey = privateKey }.TryDecrypt(View(WithData(Samples.Report(Edition.V2025), Encryption.Sm2, encrypted)), out _);
        Assert.Equal("encryption standard"u8, decrypted.AsSpan()[FrameView.HeaderLength..^1]);
    }

    [Fact]
    public void A_signing_key_signs_what_its_public_half_verifies()
    {
        foreach (var (algorithm, key) in new[]
        {
            (SignatureAlgorithm.Rsa, _rsa.ExportPkcs8PrivateKey()), (SignatureAlgorithm.Ecc, _ecc.ExportPkcs8PrivateKey()), (SignatureAlgorithm.Sm2, Pad(_sm2Private.D.ToByteArrayUnsigned())),
        })
        {
            var signing = SigningKey.Import(algorithm, key);
            var buffer = new byte[2048];
            var writer = FrameWriter.Report(buffer, Edition.V2025, Command.Realtime, Samples.Vin, Samples.Time);
            writer.Engine(1000);
            signing.Sign(ref writer);
            Assert.Equal(SignatureVerdict.Valid, Verify(buffer[..writer.Finish()], SignatureKey.Import(algorithm, signing.PublicKey)));
            Assert.ThrowsAny<CryptographicException>(() => SigningKey.Import(algorithm, new byte[32]));
        }
    }

    [Fact]
    public void Bytes_that_are_no_cipher_text_are_refused_and_never_an_exception()
    {
        var random = new Random(1);
        var key = new byte[16];
        var cipher = new DataUnitCipher
        {
            AesKey = key, Sm4Key = key, RsaPrivateKey = _rsa.ExportPkcs8PrivateKey(), Sm2PrivateKey = Pad(_sm2Private.D.ToByteArrayUnsigned()),
        };
        foreach (var kind in new[] { Encryption.Aes128, Encryption.Sm4, Encryption.Rsa, Encryption.Sm2 })
        {
            for (var length = 0; length < 300; length += kind == Encryption.Rsa ? 256 : 16)
            {
                var data = new byte[length + (kind == Encryption.Sm2 ? random.Next(16) : 0)];
                random.NextBytes(data);
                if (data.Length > 0)
                    data[0] = 4;
                var plain = cipher.TryDecrypt(View(WithData(Samples.Report(Edition.V2025), kind, data)), out var error);
                Assert.Equal(plain is null, error.Code == DecodeErrorCode.Encrypted);
            }
        }
    }

    private static FrameView View(byte[] bytes)
    {
        Assert.True(FrameView.TryCreate(bytes, out var frame));
        return frame;
    }

    private static byte[] WithData(byte[] frame, Encryption encryption, byte[] data)
    {
        byte[] result = [.. frame[..21], (byte)encryption, (byte)(data.Length >> 8), (byte)data.Length, .. data, 0];
        result[^1] = CheckCode.Of(result.AsSpan(2..^1));
        return result;
    }

    private static byte[] Aes(byte[] key, byte[]? vector, byte[] data)
    {
        using var aes = System.Security.Cryptography.Aes.Create();
        aes.Key = key;
        return vector is null ? aes.EncryptEcb(data, PaddingMode.PKCS7) : aes.EncryptCbc(data, vector);
    }

    private static byte[] Sm4(byte[] key, byte[]? vector, byte[] data)
    {
        var cipher = vector is null
            ? new PaddedBufferedBlockCipher(new SM4Engine(), new Pkcs7Padding())
            : new PaddedBufferedBlockCipher(new Org.BouncyCastle.Crypto.Modes.CbcBlockCipher(new SM4Engine()), new Pkcs7Padding());
        cipher.Init(true, vector is null ? new KeyParameter(key) : new ParametersWithIV(new KeyParameter(key), vector));
        return cipher.DoFinal(data);
    }
}
