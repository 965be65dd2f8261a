using Twins.Protocols.Gbt32960;

namespace Twins.Simulator.Tests;

public sealed class EncodeTests
{
    private const string Heartbeat = "232307fe4c54574e41303030303030303030303031010000";

    private static (string Output, string Errors, bool Succeeded) Encode(string documents)
    {
        using StringWriter output = new(), errors = new();
        var succeeded = EncodeCommand.Run(new StringReader(documents), output, errors);
        return (output.ToString(), errors.ToString(), succeeded);
    }

    private static string Decode(string hex, CustomUnits custom = CustomUnits.Opaque)
    {
        using var output = new MemoryStream();
        DecodeCommand.Run(new StringReader(hex), output, custom);
        return System.Text.Encoding.UTF8.GetString(output.ToArray());
    }

    [Fact]
    public void Every_recorded_frame_with_a_right_check_code_comes_back_byte_for_byte()
    {
        var path = VectorFile();
        var frames = File.ReadLines(path).Where(l => !l.StartsWith('#')).Select(l => l.Split('\t')).Where(c => c[1] != "C-badBCC").Select(c => c[0]).ToList();
        Assert.Equal(312, frames.Count);
        var text = string.Join('\n', frames) + "\n";
        foreach (var custom in new[] { CustomUnits.Opaque, CustomUnits.ShanghaiBus })
            Assert.Equal((text, "", true), Encode(Decode(text, custom)));
    }

    [Fact]
    public void A_document_that_was_changed_gives_another_frame_with_its_own_length_and_check_code()
    {
        var document = """{"edition":2025,"command":2,"id":"LTWNA000000000001","time":"2025-01-01T19:04:05Z","units":[{"type":4,"values":{"speedRpm":1000}}]}""";
        Assert.Equal(("242402fe4c54574e413030303030303030303030310100091901020304050403e842\n", "", true), Encode(document));
        var decoded = Decode(Encode(document).Output);
        Assert.Contains("\"ok\":true", decoded, StringComparison.Ordinal);
        Assert.Contains("\"speedRpm\":1000", decoded, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"edition":2016,"command":7,"id":"\ud800"}""", "Line 1 cannot be encoded: A string or a name in the document has half of a surrogate pair, which is no character.")]
    [InlineData("""{"\ud800":1,"edition":2016,"command":7,"id":"X"}""", "Line 1 cannot be encoded: A string or a name in the document has half of a surrogate pair, which is no character.")]
    [InlineData("""{"edition":2016,"command":129,"id":"X","time":"2025-01-01T00:00:00Z","body":{"parameters":[{"id":4,"manufacturerDomainLength":3},{"id":5,"manufacturerDomain":"abcdef"}]}}""", "Line 1 cannot be encoded: $.body.parameters[1].manufacturerDomain has 6 characters, and parameter 4 before it says 3.")]
    [InlineData("""{"edition":2016,"command":129,"id":"X","time":"2025-01-01T00:00:00Z","body":{"parameters":[{"id":5,"manufacturerDomain":"a"}]}}""", "Line 1 cannot be encoded: $.body.parameters[0].manufacturerDomain has 1 characters, and parameter 4 before it is missing.")]
    [InlineData("""{"edition":2016,"command":130,"id":"X","time":"2025-01-01T00:00:00Z","body":{"control":"remoteUpgrade","upgrade":["a;b","c"]}}""", "Line 1 cannot be encoded: $.body.upgrade has a field with a semicolon, which ends a field.")]
    [InlineData("{", "Line 1 is no JSON document")]
    [InlineData("[]", "Line 1 cannot be encoded: $ must be an object.")]
    [InlineData("""{"edition":2017,"command":7,"id":""}""", "Line 1 cannot be encoded: $.edition is 2017, it must be 2016 or 2025.")]
    [InlineData("""{"edition":2025,"command":2,"id":"X","time":"2025-01-01T00:00:00Z","units":[{"type":4,"values":{"speedRpm":60001}}]}""", "Line 1 cannot be encoded: $.units[0].speedRpm is 60001, allowed is 0 to 60000.")]
    [InlineData("""{"edition":2016,"command":4,"id":"X","time":"9999-12-31T23:59:59Z","body":{"loginSequence":1}}""", "Line 1 cannot be encoded: $.time is")]
    [InlineData("""{"line":1,"ok":false,"units":[],"errors":[{"code":"not-hex","offset":0,"detail":"x"}]}""", "Line 1 cannot be encoded: $.edition is missing")]
    public void What_cannot_be_encoded_is_one_sentence_and_the_next_line_is_encoded_all_the_same(string document, string error)
    {
        var (output, errors, succeeded) = Encode($"{document}\n\n{{\"edition\":2016,\"command\":7,\"id\":\"LTWNA00000000001\"}}");
        Assert.False(succeeded);
        Assert.StartsWith(error, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.StartsWith("232307fe", output, StringComparison.Ordinal);
        Assert.Single(output.TrimEnd().Split('\n'));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_process_ends_with_1_when_a_line_could_not_be_encoded_and_with_0_otherwise()
    {
        using var good = new SimulatorProcess("encode");
        await good.Input.WriteLineAsync("""{"edition":2016,"command":7,"id":"LTWNA000000000001"}""");
        await good.Input.FlushAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith(Heartbeat, await good.Output.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal((0, "", ""), await good.EndAsync());
        using var bad = new SimulatorProcess("encode");
        await bad.Input.WriteLineAsync("not json");
        var (code, output, error) = await bad.EndAsync();
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("Line 1 is no JSON document", error, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Decode_refuses_an_agreement_that_it_does_not_know()
    {
        using var decode = new SimulatorProcess("decode", "--custom-units", "tram");
        var (code, _, error) = await decode.EndAsync();
        Assert.Equal((2, "'tram' is no agreement on custom units: --custom-units takes shanghai-bus.\n"), (code, error));
    }

    private static string VectorFile()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "vectors", "gbt32960.tsv");
            if (File.Exists(path))
                return path;
        }
        Assert.Skip("The recorded frames, ../shared/vectors/gbt32960.tsv, are not beside this repository.");
        return "";
    }
}
