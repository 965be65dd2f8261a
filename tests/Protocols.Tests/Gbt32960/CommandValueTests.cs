using Twins.Protocols.Gbt32960;

namespace Twins.Protocols.Tests.Gbt32960;

/// <summary>
/// Commands beside the reports, composed by hand from the tables (clauses 7.1 to 7.6 and Annex B): the typed readers give these values, and the writer
/// gives the same bytes for them.
/// </summary>
public class CommandValueTests
{
    private const string Vin = "LTWNA000000000371", VinHex = "4c54574e41303030303030303030333731", TimeHex = "190102030405";

    private static readonly DateTimeOffset Time = new(2025, 1, 1, 19, 4, 5, TimeSpan.Zero);

    private readonly byte[] _buffer = new byte[FrameWriter.MaxLength];

    private static FrameView View(string start, string command, string answer, string data)
    {
        var body = data.Replace(" ", "", StringComparison.Ordinal);
        var bytes = Convert.FromHexString(Documents.WithCheckCode($"{start}{command}{answer}{VinHex}01{body.Length / 2:x4}{body}"));
        Assert.True(FrameView.TryCreate(bytes, out var frame));
        return frame;
    }

    private void Writes(FrameView frame, int length) => Assert.Equal(Convert.ToHexString(frame.Bytes), Convert.ToHexString(_buffer.AsSpan(0, length)));

    private static string Hex(string text) => Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes(text));

    [Fact]
    public void A_login_of_2025_counts_the_packs_of_each_BMS_clause_7_1()
    {
        string[] codes = ["0RJPEA00HAU0AAF131001955", "0RJPEA00HAU0AAF131001956", "0RJPEA00HAU0AAF131001957"];
        var frame = View("2424", "01", "fe", TimeHex + "fffb 3839383630000000000000000000000000000000 02 01 02" + Hex(string.Concat(codes)));
        Assert.True(VehicleLogin.TryRead(frame, out var login, out _));
        Assert.Equal((Time, 65531, "89860", 3, codes[2]), (login.Time, login.Sequence, login.Iccid, login.PackCount, login.Code(2)));
        Writes(frame, FrameWriter.VehicleLogin(_buffer, Vin, Time, 65531, "89860", [1, 2], codes));
    }

    [Fact]
    public void A_login_of_2025_without_as_many_codes_as_packs_cannot_be_written()
    {
        Assert.Throws<ArgumentException>(() => FrameWriter.VehicleLogin(_buffer, Vin, Time, 1, "89860", [2], ["0RJPEA00HAU0AAF131001955"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => FrameWriter.VehicleLogin(_buffer, Vin, Time, 1, "89860", [51], []));
        Assert.Throws<ArgumentException>(() => FrameWriter.VehicleLogin(_buffer, Vin, Time, 1, "89860", new byte[21], []));
    }

    [Fact]
    public void A_platform_login_says_how_it_will_encrypt_clause_7_5()
    {
        var frame = View("2424", "05", "fe", TimeHex + "0001 6f656d2d31000000000000 00 7365637265740000000000000000000000000000 05");
        Assert.True(PlatformLogin.TryRead(frame, out var login, out _));
        Assert.Equal(("oem-1", Encryption.Sm4), (login.UserName, login.EncryptionRule));
        Writes(frame, FrameWriter.PlatformLogin(_buffer, Edition.V2025, Vin, Time, 1, "oem-1", "secret", Encryption.Sm4));
    }

    [Fact]
    public void An_activation_has_chip_key_VIN_and_a_signature_over_them_Annex_B()
    {
        var signed = TimeHex + Hex("CHIP-1          ") + "0003 040506" + VinHex;
        var frame = View("2424", "09", "fe", signed + "03 0001 aa 0002 bbcc");
        Assert.True(Activation.TryRead(frame, out var activation, out _));
        Assert.Equal((Time, "CHIP-1          ", "040506", Vin), (activation.Time, activation.ChipId, Convert.ToHexString(activation.PublicKey), activation.Vin));
        Assert.Equal((SignatureAlgorithm.Ecc, "AA", "BBCC"), (activation.Signature.Algorithm, Convert.ToHexString(activation.Signature.R), Convert.ToHexString(activation.Signature.S)));
        Assert.Equal(signed.Replace(" ", "", StringComparison.Ordinal), Convert.ToHexStringLower(activation.Signature.SignedBytes));
        var writer = FrameWriter.Activation(_buffer, Vin, Time, "CHIP-1", [4, 5, 6]);
        Assert.Equal(activation.Signature.SignedBytes, writer.SignedBytes);
        writer.Signature(SignatureAlgorithm.Ecc, [0xAA], [0xBB, 0xCC]);
        Writes(frame, writer.Finish());
    }

    [Fact]
    public void The_answer_to_an_activation_is_two_bytes_Annex_B()
    {
        var frame = View("2424", "0a", "fe", "02 02");
        Assert.True(ActivationAnswer.TryRead(frame, out var answer, out _));
        Assert.Equal(new ActivationAnswer(ActivationStatus.Failed, ActivationInfo.DuplicateVin), answer);
        Writes(frame, FrameWriter.ActivationAnswer(_buffer, Vin, ActivationStatus.Failed, ActivationInfo.DuplicateVin));
        Assert.Equal(FrameView.Overhead, FrameWriter.Answer(new byte[64], frame, AnswerFlag.Success, Time));
    }

    [Fact]
    public void A_key_has_a_life_and_its_answer_no_time_because_it_has_none_itself()
    {
        var frame = View("2424", "0b", "fe", "03 0004 00112233 190102030405 1a0102030405");
        Assert.True(KeyExchange.TryRead(frame, out var key, out _));
        Assert.Equal((KeyType.Aes128, "00112233", Time, Time.AddYears(1)), (key.Type, Convert.ToHexString(key.Key), key.ValidFrom, key.ExpiresAt));
        Writes(frame, FrameWriter.KeyExchange(_buffer, Vin, KeyType.Aes128, [0, 0x11, 0x22, 0x33], Time, Time.AddYears(1)));
        Assert.Equal(FrameView.Overhead, FrameWriter.Answer(_buffer, frame, AnswerFlag.Success, Time));
        Assert.True(KeyExchange.TryRead(View("2424", "0b", "fe", "02 0000 000000000000 1a0102030405"), out key, out _));
        Assert.Equal((0, null, Time.AddYears(1)), (key.Key.Length, key.ValidFrom, key.ExpiresAt));
    }

    [Theory]
    [InlineData("2323", "0b", "command-unknown", 2)]
    [InlineData("2424", "0b", "length", 25)]
    [InlineData("2424", "0c", "command-unknown", 2)]
    public void What_is_no_key_exchange_says_why(string start, string command, string code, int offset)
    {
        Assert.False(KeyExchange.TryRead(View(start, command, "fe", "03 0004 001122"), out _, out var error));
        Assert.Equal((code, offset), (error.CodeName, error.Offset));
    }

    [Fact]
    public void A_query_names_ids_and_its_answer_brings_values_Annex_B()
    {
        var query = View("2323", "80", "fe", TimeHex + "03 01 07 10");
        Assert.True(ParameterQuery.TryRead(query, out var asked, out _));
        Assert.Equal((byte[])[1, 7, 16], asked.Ids);
        Writes(query, FrameWriter.ParameterQuery(_buffer, Edition.V2016, Vin, Time, [1, 7, 16]));
        var answer = View("2323", "80", "01", TimeHex + "05 01 2710 04 05 05 612e636e21 07 312e302e30 10 02");
        Assert.True(ParameterValues.TryRead(answer, out var values, out _));
        var found = new List<string>();
        foreach (var value in values)
            found.Add($"{value.Id} {value.Name} {(value.Number.TryGet(out var number) ? number : value.Number.Validity)} {value.Text}".TrimEnd());
        Assert.Equal(["1 localStoragePeriodMs 10000", "4 manufacturerDomainLength 5", "5 manufacturerDomain Invalid a.cn!", "7 hardwareVersion Invalid 1.0.0", "16 samplingMonitoring 2"], found);
        var writer = FrameWriter.ParameterAnswer(_buffer, query, Time);
        writer.Parameter(1, 10000);
        writer.Parameter(5, "a.cn!");
        writer.Parameter(7, "1.0.0");
        writer.Parameter(16, 2);
        Writes(answer, writer.Finish());
    }

    [Fact]
    public void Every_number_of_the_parameter_table_can_be_set_Annex_B()
    {
        var set = View("2424", "81", "fe", TimeHex + "0d 01 ea60 02 1e 03 01 06 1388 09 f0 0a 0258 0b 0001 0c ff 0d 02 0e 6f6b 0f ffff 10 01 80 abcd");
        var writer = FrameWriter.ParameterSet(_buffer, Edition.V2025, Vin, Time);
        foreach (var (id, value) in new (byte, Reading)[] { (1, 60000), (2, 30), (3, 1), (6, 5000), (9, 240), (10, 600), (11, 1), (12, Reading.Invalid) })
            writer.Parameter(id, value);
        writer.Parameter(14, "ok");
        writer.Parameter(15, 65535);
        writer.Parameter(16, 1);
        writer.Parameter(0x80, [0xAB, 0xCD]);
        Writes(set, writer.Finish());
        Assert.False(ParameterValues.TryRead(set, out _, out var error));
        Assert.Equal(DecodeErrorCode.UnitUnknown, error.Code);
    }

    [Fact]
    public void What_no_parameter_is_cannot_be_set()
    {
        Refused<ArgumentException>((ref FrameWriter w) => w.Parameter(4, 5));
        Refused<ArgumentException>((ref FrameWriter w) => w.Parameter(17, 5));
        Refused<ArgumentException>((ref FrameWriter w) => w.Parameter(9, "text"));
        Refused<ArgumentOutOfRangeException>((ref FrameWriter w) => w.Parameter(9, 241));
        Refused<ArgumentOutOfRangeException>((ref FrameWriter w) => w.Parameter(16, 3));
        Refused<ArgumentOutOfRangeException>((ref FrameWriter w) => w.Parameter(0x7F, [1]));
        Refused<ArgumentException>((ref FrameWriter w) => w.Parameter(7, "too long"));
    }

    [Fact]
    public void Versions_are_answered_and_cannot_be_set_Annex_B()
    {
        Refused<ArgumentException>((ref FrameWriter w) => w.Parameter(7, "1.0.0"));
        Refused<ArgumentException>((ref FrameWriter w) => w.Parameter(8, "1.0.0"));
        var answer = FrameWriter.ParameterAnswer(_buffer, View("2323", "80", "fe", TimeHex + "01 08"), Time);
        answer.Parameter(8, "1.0.0");
        Writes(View("2323", "80", "01", TimeHex + "01 08 312e302e30"), answer.Finish());
    }

    [Fact]
    public void Every_parameter_of_2016_is_read_in_place_in_whatever_order_Annex_B()
    {
        var set = View("2323", "81", "fe", TimeHex + "0b 03 ea60 04 04 06 1f90 05 612e636e 0a 0258 0b 0001 0c f0 0d 02 0f ffff 0e 6f6b 10 01");
        Assert.True(ParameterValues.TryRead(set, out var values, out _));
        var found = new List<string>();
        foreach (var value in values)
            found.Add($"{value.Id} {(value.Text.Length > 0 ? value.Text : value.Number.Value)}");
        Assert.Equal(["3 60000", "4 4", "6 8080", "5 a.cn", "10 600", "11 1", "12 240", "13 2", "15 65535", "14 ok", "16 1"], found);
        Assert.False(values.GetEnumerator() is var again && Ends(ref again) && again.MoveNext());
    }

    private static bool Ends(ref ParameterValues values)
    {
        while (values.MoveNext())
        {
        }
        return true;
    }

    [Fact]
    public void A_login_whose_numbers_are_invalid_names_no_packs_clause_7_1()
    {
        const string Start = TimeHex + "0001 3839383630000000000000000000000000000000";
        Assert.True(VehicleLogin.TryRead(View("2323", "01", "fe", Start + "ff 18"), out var login, out _));
        Assert.Equal(0, login.PackCount);
        Assert.True(VehicleLogin.TryRead(View("2323", "01", "fe", Start + "02 ff"), out login, out _));
        Assert.Equal((2, false), (login.PackCount, login.HasCodes));
        Assert.True(VehicleLogin.TryRead(View("2424", "01", "fe", Start + "02 fe 01" + Hex("0RJPEA00HAU0AAF131001955")), out login, out _));
        Assert.Equal((1, "0RJPEA00HAU0AAF131001955"), (login.PackCount, login.Code(0)));
    }

    private delegate void Write(ref FrameWriter writer);

    private void Refused<T>(Write write) where T : Exception => Assert.ThrowsAny<T>(() =>
    {
        var writer = FrameWriter.ParameterSet(_buffer, Edition.V2016, Vin, Time);
        write(ref writer);
    });

    [Theory]
    [InlineData("02", ControlCommand.ShutDown)]
    [InlineData("04", ControlCommand.FactoryReset)]
    [InlineData("05", ControlCommand.Disconnect)]
    [InlineData("07", ControlCommand.OpenSamplingLink)]
    public void Controls_without_parameters_are_their_number_Annex_B(string number, ControlCommand command)
    {
        var frame = View("2424", "82", "fe", TimeHex + number);
        Assert.True(TerminalControl.TryRead(frame, out var control, out _));
        Assert.Equal((command, 0), (control.Control, control.Parameters.Length));
        Writes(frame, FrameWriter.Control(_buffer, Edition.V2025, Vin, Time, command));
    }

    [Fact]
    public void Controls_are_read_with_what_belongs_to_them_Annex_B()
    {
        var reset = View("2323", "82", "fe", TimeHex + "03");
        Assert.True(TerminalControl.TryRead(reset, out var control, out _));
        Assert.Equal((ControlCommand.Reset, 0, Reading.Invalid, ""), (control.Control, control.Parameters.Length, control.Level, control.Info));
        Writes(reset, FrameWriter.Control(_buffer, Edition.V2016, Vin, Time, ControlCommand.Reset));
        var alarm = View("2424", "82", "fe", TimeHex + "06 04 b5e7b3d8");
        Assert.True(TerminalControl.TryRead(alarm, out control, out _));
        Assert.Equal((ControlCommand.Alarm, 4, "电池"), (control.Control, control.Level, control.Info));
        Writes(alarm, FrameWriter.ControlAlarm(_buffer, Edition.V2025, Vin, Time, 4, "电池"));
        var upgrade = View("2424", "82", "fe", TimeHex + "01" + Hex("http://a/b;;u;p"));
        Assert.True(TerminalControl.TryRead(upgrade, out control, out _));
        Assert.Equal(["http://a/b", "", "u", "p"], control.Upgrade);
        Writes(upgrade, FrameWriter.ControlUpgrade(_buffer, Edition.V2025, Vin, Time, "http://a/b", "", "u", "p"));
        Assert.Throws<ArgumentException>(() => FrameWriter.ControlUpgrade(_buffer, Edition.V2025, Vin, Time, "a;b"));
        Assert.Throws<ArgumentOutOfRangeException>(() => FrameWriter.ControlAlarm(_buffer, Edition.V2016, Vin, Time, 4, ""));
    }

    [Fact]
    public void An_encryption_of_0_is_read_as_none_with_a_warning_clause_6_3_4()
    {
        var bytes = View("2323", "04", "fe", TimeHex + "0001").Bytes.ToArray();
        bytes[^1] ^= bytes[21];
        bytes[21] = 0;
        var document = Documents.Decode(Convert.ToHexString(bytes));
        Assert.Equal("""[{"code":"value-range","offset":21,"detail":"encryption is 0, which is not defined; it is read as 1, not encrypted"}]""", document["errors"]!.ToJsonString());
        Assert.True((bool)document["ok"]!);
        Assert.Equal(1, (int)document["body"]!["loginSequence"]!);
    }
}
