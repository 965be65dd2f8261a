using Twins.Protocols.Gbt32960;

namespace Twins.Protocols.Tests.Gbt32960;

/// <summary>Commands that are no reports, composed by hand from the tables of clauses 6 and 7 and Annex B.</summary>
public class CommandTests
{
    private const string Vin = "4c54574e41303030303030303030333731";

    // A frame of both editions' form around a data unit.
    private static string Frame(string start, string command, string answer, string data, string encryption = "01") =>
        Documents.WithCheckCode($"{start}{command}{answer}{Vin}{encryption}{data.Replace(" ", "", StringComparison.Ordinal).Length / 2:x4}{data}");

    private static void Says(string frame, string expected)
    {
        var document = Documents.DecodeText(frame);
        var tail = document[document.IndexOf("\"length\"", StringComparison.Ordinal)..];
        Assert.Equal(expected + "}", tail[(tail.IndexOf(',', StringComparison.Ordinal) + 1)..]);
        Assert.Equal(frame, Documents.Reencode(frame));
    }

    [Fact]
    public void The_header_is_said_in_full_clause_6_2() => Assert.Equal(
        """{"line":7,"ok":true,"edition":2016,"command":4,"commandName":"vehicleLogout","answer":254,"id":"LTWNA000000000371","encryption":1,"length":8,"time":"2019-12-30T05:52:54Z","body":{"loginSequence":1},"units":[],"errors":[]}""",
        Documents.DecodeText(Frame("2323", "04", "fe", "130c1e0d3436 0001"), 7));

    [Fact]
    public void A_login_of_2016_names_its_subsystems_and_their_codes_clause_7_1() => Says(
        Frame("2323", "01", "fe", "120a1e102400 0003 3839383630303030303030303030303030303031 02 03 413031 423200"),
        """ "time":"2018-10-30T08:36:00Z","body":{"loginSequence":3,"iccid":"89860000000000000001","subsystemCount":2,"codeLength":3,"codes":["A01","B2"]},"units":[],"errors":[]""".Trim());

    [Fact]
    public void A_login_of_2025_names_a_code_for_each_pack_clause_7_1() => Says(
        Frame("2424", "01", "fe", "190103000000 ffff 3839383630000000000000000000000000000000 02 01 01" + Hex("0RJPEA00HAU0AAF131001955") + Hex("0RJPEA00HAU0AAF131001956")),
        """ "time":"2025-01-02T16:00:00Z","body":{"iccid":"89860","packCounts":[1,1],"codes":["0RJPEA00HAU0AAF131001955","0RJPEA00HAU0AAF131001956"],"absent":{"loginSequence":"invalid"}},"units":[],"errors":[]""".Trim());

    [Fact]
    public void A_platform_login_has_41_bytes_clause_7_5() => Says(
        Frame("2323", "05", "fe", "120a1e102400 0001 6f656d2d31000000000000 00 7365637265740000000000000000000000000000 01"),
        """ "time":"2018-10-30T08:36:00Z","body":{"loginSequence":1,"userName":"oem-1","password":"secret","encryptionRule":"none"},"units":[],"errors":[]""".Trim());

    [Fact]
    public void A_platform_logout_repeats_the_sequence_of_its_login_clause_7_6() => Says(
        Frame("2424", "06", "fe", "190102030405 0102"), """ "time":"2025-01-01T19:04:05Z","body":{"loginSequence":258},"units":[],"errors":[]""".Trim());

    [Theory]
    [InlineData("07")]
    [InlineData("08")]
    public void Heartbeat_and_time_sync_have_no_body_Annex_B(string command) => Says(Frame("2323", command, "fe", ""), "\"units\":[],\"errors\":[]");

    [Fact]
    public void The_answer_to_a_time_sync_has_the_servers_time() => Says(
        Frame("2323", "08", "01", "190102030405"), "\"time\":\"2025-01-01T19:04:05Z\",\"units\":[],\"errors\":[]");

    [Fact]
    public void An_activation_names_chip_key_and_signature() => Says(
        Frame("2424", "09", "fe", "190102030405" + Hex("CHIP-1          ") + "0003 040506" + Vin + "03 0001 AA 0002 BBCC"),
        """ "time":"2025-01-01T19:04:05Z","body":{"chipId":"CHIP-1          ","publicKey":"040506","vin":"LTWNA000000000371","signature":{"algorithm":"ecc","r":"aa","s":"bbcc"}},"units":[],"errors":[]""".Trim());

    [Fact]
    public void The_answer_to_an_activation_has_no_time() => Says(
        Frame("2424", "0a", "fe", "02 01"), """ "body":{"status":"failed","info":"alreadyActivated"},"units":[],"errors":[]""".Trim());

    [Fact]
    public void A_key_exchange_has_a_key_and_its_life() => Says(
        Frame("2424", "0b", "fe", "05 0004 00112233 190102030405 1a0102030405"),
        """ "body":{"keyType":"sm4","key":"00112233","validFrom":"2025-01-01T19:04:05Z","expiresAt":"2026-01-01T19:04:05Z"},"units":[],"errors":[]""".Trim());

    [Fact]
    public void A_query_names_parameters_and_its_answer_their_values_Annex_B()
    {
        Says(Frame("2323", "80", "fe", "190102030405 03 01 07 10"), """ "time":"2025-01-01T19:04:05Z","body":{"parameterIds":[1,7,16]},"units":[],"errors":[]""".Trim());
        Says(
            Frame("2323", "80", "01", "190102030405 06 01 2710 02 000a 04 05 05 612e636e21 07 312e302e30 10 02"),
            """ "time":"2025-01-01T19:04:05Z","body":{"parameters":[{"id":1,"localStoragePeriodMs":10000},{"id":2,"reportPeriodS":10},{"id":4,"manufacturerDomainLength":5},{"id":5,"manufacturerDomain":"a.cn!"},{"id":7,"hardwareVersion":"1.0.0"},{"id":16,"samplingMonitoring":"no"}]},"units":[],"errors":[]""".Trim());
    }

    [Fact]
    public void The_periods_of_2025_are_bytes_of_seconds_Annex_B() => Says(
        Frame("2424", "81", "fe", "190102030405 03 02 1e 03 01 09 ff"),
        """ "time":"2025-01-01T19:04:05Z","body":{"parameters":[{"id":2,"reportPeriodS":30},{"id":3,"alarmReportPeriodS":1},{"id":9,"absent":{"heartbeatPeriodS":"invalid"}}]},"units":[],"errors":[]""".Trim());

    [Fact]
    public void Controls_have_the_parameters_of_their_kind_Annex_B()
    {
        Says(Frame("2323", "82", "fe", "190102030405 03"), """ "time":"2025-01-01T19:04:05Z","body":{"control":"reset"},"units":[],"errors":[]""".Trim());
        Says(Frame("2424", "82", "fe", "190102030405 06 04 b5e7b3d8"), """ "time":"2025-01-01T19:04:05Z","body":{"control":"alarm","level":4,"info":"\u7535\u6C60"},"units":[],"errors":[]""".Trim());
        Says(Frame("2424", "82", "fe", "190102030405 01" + Hex("http://a/b;;u;p")), """ "time":"2025-01-01T19:04:05Z","body":{"control":"remoteUpgrade","upgrade":["http://a/b","","u","p"]},"units":[],"errors":[]""".Trim());
    }

    [Fact]
    public void Every_parameter_of_2016_is_read_in_whatever_order_Annex_B() => Says(
        Frame("2323", "81", "fe", "190102030405 0b 03 ea60 04 04 06 1f90 05 612e636e 0a 0258 0b 0001 0c f0 0d 02 0f ffff 0e 6f6b 10 01"),
        """ "time":"2025-01-01T19:04:05Z","body":{"parameters":[{"id":3,"alarmReportPeriodMs":60000},{"id":4,"manufacturerDomainLength":4},{"id":6,"manufacturerPort":8080},{"id":5,"manufacturerDomain":"a.cn"},{"id":10,"terminalTimeoutS":600},{"id":11,"platformTimeoutS":1},{"id":12,"loginRetryMinutes":240},{"id":13,"publicDomainLength":2},{"id":15,"publicPort":65535},{"id":14,"publicDomain":"ok"},{"id":16,"samplingMonitoring":"yes"}]},"units":[],"errors":[]""".Trim());

    [Fact]
    public void Firmware_and_hardware_versions_are_asked_for_and_setting_them_is_doubted_Annex_B()
    {
        Says(
            Frame("2424", "80", "01", "190102030405 02 07 312e302e30 08 322e312e30"),
            """ "time":"2025-01-01T19:04:05Z","body":{"parameters":[{"id":7,"hardwareVersion":"1.0.0"},{"id":8,"firmwareVersion":"2.1.0"}]},"units":[],"errors":[]""".Trim());
        Doubts(Frame("2424", "81", "fe", "190102030405 02 09 0a 08 322e312e30"), 33, "parameter 0x08, firmwareVersion, can be asked for but not set");
    }

    [Fact]
    public void What_stands_before_a_parameter_that_cannot_be_read_is_kept_Annex_B() => Says(
        Frame("2323", "80", "01", "190102030405 02 01 2710 80 0001"),
        """ "time":"2025-01-01T19:04:05Z","body":{"parameters":[{"id":1,"localStoragePeriodMs":10000}],"parameterCount":2},"units":[],"rest":"800001","errors":[{"code":"unit-unknown","offset":34,"detail":"parameter 0x80 is not defined; it and what follows cannot be read"}]""".Trim());

    [Fact]
    public void A_login_whose_codes_are_cut_keeps_its_sequence_and_ICCID_clause_7_1() => Says(
        Frame("2323", "01", "fe", "120a1e102400 0003 3839383630000000000000000000000000000000 02 03 413031 4232"),
        """ "time":"2018-10-30T08:36:00Z","body":{"loginSequence":3,"iccid":"89860"},"units":[],"rest":"02034130314232","errors":[{"code":"length","offset":52,"detail":"codes needs 8 bytes, 7 are left"}]""".Trim());

    [Fact]
    public void No_codes_follow_a_count_that_is_invalid_or_abnormal_clause_7_1()
    {
        const string Start = "120a1e102400 0003 3839383630000000000000000000000000000000";
        Says(Frame("2323", "01", "fe", Start + "ff 18"), """ "time":"2018-10-30T08:36:00Z","body":{"loginSequence":3,"iccid":"89860","codeLength":24,"codes":[],"absent":{"subsystemCount":"invalid"}},"units":[],"errors":[]""".Trim());
        Says(Frame("2323", "01", "fe", Start + "02 fe"), """ "time":"2018-10-30T08:36:00Z","body":{"loginSequence":3,"iccid":"89860","subsystemCount":2,"codes":[],"absent":{"codeLength":"abnormal"}},"units":[],"errors":[]""".Trim());
        Says(Frame("2424", "01", "fe", Start + "fe"), """ "time":"2018-10-30T08:36:00Z","body":{"loginSequence":3,"iccid":"89860","codes":[],"absent":{"packCounts":"abnormal"}},"units":[],"errors":[]""".Trim());
        Says(
            Frame("2424", "01", "fe", Start + "02 ff 01" + Hex("0RJPEA00HAU0AAF131001955")),
            """ "time":"2018-10-30T08:36:00Z","body":{"loginSequence":3,"iccid":"89860","packCounts":[null,1],"codes":["0RJPEA00HAU0AAF131001955"],"absent":{"0":"invalid"}},"units":[],"errors":[]""".Trim());
    }

    [Fact]
    public void No_parameters_follow_a_count_that_is_invalid_or_abnormal_Annex_B()
    {
        Says(Frame("2323", "80", "fe", "190102030405 ff"), """ "time":"2025-01-01T19:04:05Z","body":{"absent":{"parameterIds":"invalid"}},"units":[],"errors":[]""".Trim());
        Says(Frame("2323", "81", "fe", "190102030405 fe"), """ "time":"2025-01-01T19:04:05Z","body":{"absent":{"parameters":"abnormal"}},"units":[],"errors":[]""".Trim());
        Fails(Frame("2323", "81", "fe", "190102030405 fd"), "count", 30);
    }

    [Fact]
    public void A_domain_without_its_length_and_a_parameter_of_the_users_own_end_the_reading()
    {
        Fails(Frame("2323", "81", "fe", "190102030405 01 05 6161"), "unit-unknown", 31);
        Fails(Frame("2323", "81", "fe", "190102030405 02 09 0a 80 01"), "unit-unknown", 33);
    }

    [Theory]
    [InlineData("02", "shutDown")]
    [InlineData("04", "factoryReset")]
    [InlineData("05", "disconnect")]
    [InlineData("07", "openSamplingLink")]
    public void Controls_without_parameters_are_their_command_Annex_B(string command, string name) => Says(
        Frame("2323", "82", "fe", "190102030405" + command), $$"""  "time":"2025-01-01T19:04:05Z","body":{"control":"{{name}}"},"units":[],"errors":[]  """.Trim());

    [Theory]
    [InlineData("2323", "03")]
    [InlineData("2424", "03")]
    [InlineData("2424", "04")]
    [InlineData("2424", "05")]
    [InlineData("2424", "06")]
    [InlineData("2424", "07")]
    public void An_answer_says_its_flag_and_the_time_of_the_message_clause_6_3_2(string start, string flag) =>
        Says(Frame(start, "02", flag, "190102030405"), "\"time\":\"2025-01-01T19:04:05Z\",\"units\":[],\"errors\":[]");

    [Theory]
    [InlineData("2323", "04", "the 2016 edition defines no answer flag 0x04")]
    [InlineData("2323", "55", "the 2016 edition defines no answer flag 0x55")]
    [InlineData("2424", "08", "the 2025 edition defines no answer flag 0x08")]
    public void An_answer_flag_that_the_edition_does_not_define_is_doubted_clause_6_3_2(string start, string flag, string detail) =>
        Doubts(Frame(start, "02", flag, "190102030405"), 3, detail);

    [Theory]
    [InlineData("2323", "09", "command-unknown", 2)]
    [InlineData("2323", "0c", "command-unknown", 2)]
    [InlineData("2424", "83", "command-unknown", 2)]
    [InlineData("2424", "c0", "command-unknown", 2)]
    public void A_command_that_the_edition_leaves_open_is_kept_whole(string start, string command, string code, int offset) =>
        Fails(Frame(start, command, "fe", "0102"), code, offset);

    [Fact]
    public void What_departs_from_a_body_is_named_with_its_place()
    {
        Fails(Frame("2323", "01", "fe", "120a1e102400"), "length", 30);
        Fails(Frame("2323", "01", "fe", "120a1e10"), "time", 24);
        Fails(Frame("2323", "01", "fe", "120a1e102400 0001" + new string('0', 40) + "fb 00"), "count", 52);
        Fails(Frame("2323", "01", "fe", "120a1e102400 0001" + new string('0', 40) + "01 33"), "count", 53);
        Fails(Frame("2424", "01", "fe", "190102030405 0001" + new string('0', 40) + "15"), "count", 52);
        Fails(Frame("2323", "04", "fe", "120a1e102400 0001 00"), "trailing-bytes", 32);
        Fails(Frame("2323", "07", "fe", "00"), "trailing-bytes", 24);
        Fails(Frame("2323", "04", "fe", "120d1e102400 0001"), "time", 24);
        Fails(Frame("2323", "02", "fe", "120a1e102400 01 01"), "unit-truncated", 32);
        Fails(Frame("2323", "02", "fe", "120a1e102400 0a 01"), "unit-unknown", 30);
        Fails(Frame("2323", "02", "fe", "120a1e102400 08 fb"), "count", 31);
    }

    [Fact]
    public void An_encrypted_data_unit_is_kept_whole_and_is_no_refusal()
    {
        var document = Documents.Decode(Frame("2424", "02", "fe", "00112233", "05"));
        Assert.True((bool)document["ok"]!);
        Assert.Equal(("encrypted", "00112233"), ((string)document["errors"]![0]!["code"]!, (string)document["rest"]!));
    }

    [Fact]
    public void Encryption_0_is_read_as_none() =>
        Assert.Equal("2018-10-30T08:36:00Z", (string)Documents.Decode(Frame("2323", "04", "fe", "120a1e102400 0001", "00"))["time"]!);

    [Theory]
    [InlineData("", "not-hex", 0)]
    [InlineData("232", "not-hex", 3)]
    [InlineData("23x3", "not-hex", 2)]
    [InlineData("2324", "start-bytes", 0)]
    [InlineData("232302", "length", 3)]
    public void A_line_that_is_no_frame_has_a_document_too(string line, string code, int offset)
    {
        var error = Documents.Decode(line)["errors"]!.AsArray().Single()!;
        Assert.Equal((code, offset), ((string)error["code"]!, (int)error["offset"]!));
    }

    [Fact]
    public void A_frame_cut_short_is_read_as_far_as_it_goes()
    {
        var whole = Frame("2323", "02", "fe", "120a1e102400 04 01 0bb8 02b7 05 00 0720619c");
        var document = Documents.Decode(whole[..^12]);
        Assert.Equal(["length", "unit-truncated"], document["errors"]!.AsArray().Select(e => (string)e!["code"]!));
        Assert.Equal("engine", (string)document["units"]!.AsArray().Single()!["name"]!);
    }

    [Theory]
    [InlineData("")]
    [InlineData("120a1e10")]
    public void A_report_shorter_than_its_time_is_a_wrong_time_for_documents_and_readers(string data)
    {
        var hex = Frame("2323", "02", "fe", data);
        Fails(hex, "time", 24);
        FrameView.TryCreate(Convert.FromHexString(hex), out var frame);
        var units = frame.Units;
        Assert.False(units.MoveNext());
        Assert.Equal((DecodeErrorCode.Time, 0, data.Length / 2), (units.Error, units.ErrorOffset, units.Rest.Length));
    }

    [Fact]
    public void A_data_unit_has_at_most_65531_bytes_clause_6_2()
    {
        var longest = Frame("2323", "c0", "fe", new string('0', 2 * 65531));
        Assert.True(FrameView.TryCreate(Convert.FromHexString(longest), out _));
        var longer = Frame("2323", "c0", "fe", new string('0', 2 * 65532));
        Assert.False(FrameView.TryCreate(Convert.FromHexString(longer), out _));
        var errors = Documents.Decode(longer)["errors"]!.AsArray().Select(e => ((string)e!["code"]!, (int)e["offset"]!));
        Assert.Equal([("length", 22), ("command-unknown", 2)], errors);
    }

    [Fact]
    public void Data_with_a_wrong_check_code_is_kept_and_encoded_with_a_right_one_clause_6_2()
    {
        var right = Frame("2323", "04", "fe", "120a1e102400 0001");
        var document = Documents.Decode(right[..^2] + "00");
        Assert.False((bool)document["ok"]!);
        Assert.Equal("120a1e1024000001", (string)document["rest"]!);
        Assert.Equal(right, Documents.Reencode(right[..^2] + "00"));
    }

    [Fact]
    public void Bytes_behind_a_frame_are_named()
    {
        var document = Documents.Decode(Frame("2323", "07", "fe", "") + "2323");
        Assert.Equal(("trailing-bytes", 25), ((string)document["errors"]![0]!["code"]!, (int)document["errors"]![0]!["offset"]!));
    }

    private static void Fails(string frame, string code, int offset)
    {
        var document = Documents.Decode(frame);
        Assert.False((bool)document["ok"]!);
        Assert.Equal((code, offset), ((string)document["errors"]![0]!["code"]!, (int)document["errors"]![0]!["offset"]!));
        Assert.Equal(frame, Documents.Reencode(frame));
    }

    // Nothing is refused and nothing lost, but it is said.
    private static void Doubts(string frame, int offset, string detail)
    {
        var document = Documents.Decode(frame);
        Assert.True((bool)document["ok"]!);
        var error = document["errors"]!.AsArray().Single()!;
        Assert.Equal(("value-range", offset, detail), ((string)error["code"]!, (int)error["offset"]!, (string)error["detail"]!));
        Assert.Equal(frame, Documents.Reencode(frame));
    }

    private static string Hex(string text) => Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes(text));
}
