using System.Buffers;
using System.Security.Cryptography;
using Twins.Grains.Vehicles;
using Twins.Protocols.Gbt32960;
using Twins.Protocols.Security;
using Twins.Silo.Intake;

namespace Twins.Silo.Tests.Intake;

/// <summary>What the intake finds out by its keys before a frame goes into the log.</summary>
public sealed class FrameExaminerTests : IDisposable
{
    private const string Vin = "LTESTN00000000001", Aes = "00112233445566778899aabbccddeeff";

    // Of annex A of GB/T 32918.5, and so in nobody's use.
    private const string Sm2 = "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8";

    private static readonly DateTimeOffset s_noon = new(2026, 11, 22, 4, 0, 0, TimeSpan.Zero);
    private static readonly SigningKey s_signing = SigningKey.Import(SignatureAlgorithm.Sm2, Convert.FromHexString(Sm2));
    private readonly string _folder = Directory.CreateTempSubdirectory("twins-keys-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static byte[] Report(SigningKey? key = null, Edition edition = Edition.V2025)
    {
        var buffer = new byte[1024];
        var writer = FrameWriter.Report(buffer, edition, Command.Realtime, Vin, s_noon);
        writer.Engine(1000, EngineState.On, 1);
        key?.Sign(ref writer);
        return buffer[..writer.Finish()];
    }

    private static byte[] Encrypted(byte[] frame, Encryption encryption, DataUnitCipher cipher)
    {
        Assert.True(FrameView.TryCreate(frame, out var view));
        return cipher.Encrypt(view, encryption);
    }

    private static (FrameNote Note, byte[] Frame)? Examine(FrameExaminer examiner, byte[] frame, string sender = "oem-1")
    {
        var sequence = new ReadOnlySequence<byte>(frame);
        if (examiner.Examine(sender, FrameHeader.Read(sequence), sequence) is not { } found) return null;
        var entry = new Twins.Grains.Partitions.TwinEntry(Twins.Grains.Partitions.EntryKind.ExaminedFrame, 0, s_noon, null, found.Payload);
        var note = FrameNote.Take(ref entry);
        Assert.Equal(found.Frame.ToArray(), entry.Payload.ToArray());
        return (note, entry.Payload.ToArray());
    }

    private static IntakeOptions With(params KeyOptions[] keys)
    {
        var options = new IntakeOptions();
        foreach (var key in keys) options.Gbt32960.Keys.Add(key);
        return options;
    }

    private string Register(params string[] lines)
    {
        var path = Path.Combine(_folder, "keys.tsv");
        File.WriteAllLines(path, lines);
        return path;
    }

    [Fact]
    public void Without_keys_a_frame_goes_into_the_log_as_it_is()
    {
        var examiner = new FrameExaminer(new IntakeOptions());
        Assert.Null(Examine(examiner, Report(s_signing)));
        Assert.Null(Examine(examiner, Encrypted(Report(), Encryption.Sm4, new DataUnitCipher { Sm4Key = Convert.FromHexString(Aes) })));
    }

    [Fact]
    public void A_senders_own_key_decrypts_and_another_senders_does_not()
    {
        var examiner = new FrameExaminer(With(
            new KeyOptions { Sender = "oem-1", Aes128 = Aes, InitialVector = Aes }, new KeyOptions { Sender = "*", Aes128 = new string('1', 32) }));
        var key = Convert.FromHexString(Aes);
        var plain = Report();
        var frame = Encrypted(plain, Encryption.Aes128, new DataUnitCipher { AesKey = key, InitialVector = key });
        var (note, seen) = Examine(examiner, frame)!.Value;
        Assert.Equal((new FrameNote(Encryption: Encryption.Aes128), Convert.ToHexString(plain)), (note, Convert.ToHexString(seen)));
        (note, seen) = Examine(examiner, frame, "oem-2")!.Value;
        Assert.Equal((new FrameNote(Encryption: Encryption.Aes128, IsWrongKey: true), Convert.ToHexString(frame)), (note, Convert.ToHexString(seen)));
    }

    [Fact]
    public void A_key_of_another_kind_is_no_wrong_key()
    {
        var examiner = new FrameExaminer(With(new KeyOptions { Sender = "*", Sm4 = Aes }));
        var frame = Encrypted(Report(), Encryption.Aes128, new DataUnitCipher { AesKey = Convert.FromHexString(Aes) });
        Assert.False(Examine(examiner, frame)!.Value.Note.IsWrongKey);
    }

    [Fact]
    public void Signatures_are_verified_by_the_registered_key_of_the_vehicle_also_inside_an_encrypted_data_unit()
    {
        using var rsa = RSA.Create(2048);
        File.WriteAllText(Path.Combine(_folder, "rsa.pem"), rsa.ExportPkcs8PrivateKeyPem());
        var options = With(new KeyOptions { Sender = "oem-1", Sm2 = Sm2, RsaFile = Path.Combine(_folder, "rsa.pem") });
        options.Gbt32960.PublicKeys = Register("# VIN, algorithm, key", $"{Vin}\tsm2\t{Convert.ToBase64String(s_signing.PublicKey)}");
        var examiner = new FrameExaminer(options);
        var signed = Report(s_signing);
        Assert.Equal(new FrameNote(Signature: SignatureVerdict.Valid), Examine(examiner, signed)!.Value.Note);
        Assert.Equal(new FrameNote(Signature: SignatureVerdict.NoSignature), Examine(examiner, Report())!.Value.Note);
        Assert.Equal(
            new FrameNote(Signature: SignatureVerdict.Malformed),
            Examine(examiner, Report(SigningKey.Import(SignatureAlgorithm.Rsa, rsa.ExportPkcs8PrivateKey())))!.Value.Note);
        var cipher = new DataUnitCipher { Sm2PrivateKey = Convert.FromHexString(Sm2), RsaPrivateKey = rsa.ExportPkcs8PrivateKey() };
        foreach (var encryption in new[] { Encryption.Sm2, Encryption.Rsa })
            Assert.Equal(new FrameNote(Encryption: encryption, Signature: SignatureVerdict.Valid), Examine(examiner, Encrypted(signed, encryption, cipher))!.Value.Note);
        signed[40] ^= 1;
        signed[^1] ^= 1;
        Assert.Equal(SignatureVerdict.Wrong, Examine(examiner, signed)!.Value.Note.Signature);
        Assert.Null(Examine(examiner, Report(edition: Edition.V2016)));
    }

    [Fact]
    public void The_agreement_on_custom_units_is_that_of_the_account()
    {
        var options = new IntakeOptions();
        options.Accounts.Add(new AccountOptions { Name = "bus", CustomUnits = CustomUnits.ShanghaiBus });
        var examiner = new FrameExaminer(options);
        Assert.Equal(new FrameNote(CustomUnits.ShanghaiBus), Examine(examiner, Report(), "bus")!.Value.Note);
        Assert.Null(Examine(examiner, Report(), "oem-1"));
    }

    [Fact]
    public void An_encrypted_platform_login_is_decrypted_by_its_id()
    {
        var key = Convert.FromHexString(Aes);
        var buffer = new byte[128];
        var login = buffer[..FrameWriter.PlatformLogin(buffer, Edition.V2025, "OEM1", s_noon, 1, "oem-1", "secret")];
        var sequence = new ReadOnlySequence<byte>(Encrypted(login, Encryption.Sm4, new DataUnitCipher { Sm4Key = key }));
        var examiner = new FrameExaminer(With(new KeyOptions { Sender = "OEM1", Sm4 = Aes }));
        Assert.Equal(login, examiner.Decrypt(FrameHeader.Read(sequence).Id, FrameHeader.Read(sequence), sequence));
        Assert.Equal(sequence.ToArray(), new FrameExaminer(new IntakeOptions()).Decrypt(FrameHeader.Read(sequence).Id, FrameHeader.Read(sequence), sequence));
    }

    [Theory]
    [InlineData("", "00", "Twins:Intake:Gbt32960:Keys holds keys without a Sender")]
    [InlineData("oem-1", "00", "Twins:Intake:Gbt32960:Keys: Aes128 of the sender 'oem-1' is not 32 hexadecimal digits.")]
    [InlineData("oem-1", "zz112233445566778899aabbccddeeff", "Twins:Intake:Gbt32960:Keys: Aes128 of the sender 'oem-1' is not 32 hexadecimal digits.")]
    public void A_key_that_is_none_is_named_by_its_sender_and_never_shown(string sender, string key, string expected)
    {
        var error = Assert.Throws<ConfigurationException>(() => new FrameExaminer(With(new KeyOptions { Sender = sender, Aes128 = key })));
        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("112233", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_keys_that_are_none_are_refused_too()
    {
        Refused(new KeyOptions { Sender = "a", Sm2 = new string('0', 64) }, "no private key of the curve");
        Refused(new KeyOptions { Sender = "a", RsaFile = Path.Combine(_folder, "none.pem") }, "is no PEM file");
        Assert.Throws<ConfigurationException>(() => new FrameExaminer(With(new KeyOptions { Sender = "a" }, new KeyOptions { Sender = "a" })));
    }

    [Theory]
    [InlineData("LTESTN00000000001\tdsa\tAAAA")]
    [InlineData("LTESTN00000000001 sm2 AAAA")]
    [InlineData("LTESTN00000000001\tsm2\tAAAA")]
    [InlineData("LTESTN00000000001\trsa\t!")]
    [InlineData("LTESTN000000000012\tsm2\tAAAA")]
    [InlineData("LTESTN00000000001\tsm2\t")]
    [InlineData("LTESTN00000000001\trsa\tAAAA")]
    public void A_line_of_the_register_that_is_no_key_is_named(string line)
    {
        var options = new IntakeOptions();
        options.Gbt32960.PublicKeys = Register("", "# keys", line);
        Assert.StartsWith("Line 3 of ", Assert.Throws<ConfigurationException>(() => new FrameExaminer(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_another_curve_than_SM2s_is_named_with_its_line()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var options = new IntakeOptions();
        options.Gbt32960.PublicKeys = Register($"{Vin}\tsm2\t{Convert.ToBase64String(other.ExportSubjectPublicKeyInfo())}");
        var error = Assert.Throws<ConfigurationException>(() => new FrameExaminer(options)).Message;
        Assert.StartsWith("Line 1 of ", error, StringComparison.Ordinal);
        Assert.Contains("sm2p256v1", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_register_that_is_not_there_or_names_a_VIN_twice_is_refused()
    {
        var options = new IntakeOptions();
        options.Gbt32960.PublicKeys = Path.Combine(_folder, "missing.tsv");
        Assert.Contains("which cannot be read", Assert.Throws<ConfigurationException>(() => new FrameExaminer(options)).Message, StringComparison.Ordinal);
        var line = $"{Vin}\tsm2\t{Convert.ToBase64String(s_signing.PublicKey)}";
        options.Gbt32960.PublicKeys = Register(line, line);
        Assert.Contains("a second time", Assert.Throws<ConfigurationException>(() => new FrameExaminer(options)).Message, StringComparison.Ordinal);
    }

    private static void Refused(KeyOptions keys, string why) =>
        Assert.Contains(why, Assert.Throws<ConfigurationException>(() => new FrameExaminer(With(keys))).Message, StringComparison.Ordinal);
}
