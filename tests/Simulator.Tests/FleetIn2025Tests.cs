using System.Buffers;
using System.Security.Cryptography;
using Twins.Protocols;
using Twins.Protocols.Gbt32960;
using Twins.Protocols.Security;
using Twins.Simulator.Fleet;

namespace Twins.Simulator.Tests;

/// <summary>A fleet that speaks the 2025 edition: its own units, some fuel cells, some GCJ-02, and signatures where there is a key.</summary>
public sealed class FleetIn2025Tests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 2, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("twins-signing-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static List<ReadFrame> Frames(int vehicles, int minutes, SigningKey? key)
    {
        var conversation = new FleetConversation(new FleetModel(vehicles, 5, Start), new FleetFrames(Edition.V2025, key));
        var output = new ArrayBufferWriter<byte>();
        for (var minute = 0; minute < minutes; minute++)
            conversation.WriteReports(output, vehicles, Start.AddMinutes(minute));
        conversation.WriteLogouts(output, Start.AddMinutes(minutes));
        return ReadFrame.All(output.WrittenMemory);
    }

    [Fact]
    public void Every_frame_decodes_without_an_error_and_all_units_of_2025_are_among_them()
    {
        var types = new HashSet<int>();
        foreach (var frame in Frames(30, 120, null))
        {
            Assert.Equal((2025, 0), (frame.Document.GetProperty("edition").GetInt32(), frame.Document.GetProperty("errors").GetArrayLength()));
            types.UnionWith(frame.Document.GetProperty("units").EnumerateArray().Select(u => u.GetProperty("type").GetInt32()));
        }
        Assert.Equal([1, 2, 3, 5, 6, 7, 8, 0x30, 0x31, 0x32], types.Order());
    }

    [Fact]
    public void A_login_names_the_pack_of_its_one_BMS()
    {
        var body = Frames(1, 1, null)[0].Document.GetProperty("body");
        Assert.Equal(("[1]", PackCode.Of(0)), (body.GetProperty("packCounts").GetRawText(), body.GetProperty("codes")[0].GetString()));
    }

    [Fact]
    public void Some_vehicles_report_in_GCJ_02_where_the_others_report_in_WGS_84()
    {
        var systems = new Dictionary<CoordinateSystem, (double Longitude, double Latitude)>();
        foreach (var frame in Frames(20, 1, null))
        {
            Assert.True(FrameView.TryCreate(frame.Bytes, out var view));
            var units = view.Units;
            while (units.MoveNext())
            {
                if (units.Kind == UnitKind.Position && new PositionUnit(Edition.V2025, units.Body) is var position)
                    systems[position.System] = (position.Longitude.Value, position.Latitude.Value);
            }
        }
        Assert.Equal([CoordinateSystem.Wgs84, CoordinateSystem.Gcj02], systems.Keys.Order());
        var (east, north) = Gcj02.ToWgs84(systems[CoordinateSystem.Gcj02].Longitude, systems[CoordinateSystem.Gcj02].Latitude);
        Assert.InRange(east, StreetWalk.West, StreetWalk.East);
        Assert.InRange(north, StreetWalk.South, StreetWalk.North);
    }

    [Fact]
    public void Each_raised_flag_has_its_own_level()
    {
        Span<AlarmFlagLevel> levels = stackalloc AlarmFlagLevel[32];
        var count = new AlarmJudgement(3, 1 << 1 | 1 << 4 | 1 << 11).Levels(levels);
        Assert.Equal([new(1, 3), new(4, 1), new(11, 2)], levels[..count].ToArray());
    }

    [Fact]
    public void Every_report_is_signed_and_the_register_verifies_it()
    {
        using var rsa = RSA.Create(2048);
        using var ecc = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string[] keys = [rsa.ExportPkcs8PrivateKeyPem(), rsa.ExportRSAPrivateKeyPem(), ecc.ExportPkcs8PrivateKeyPem(), "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8\n"];
        foreach (var text in keys)
        {
            string file = Path.Combine(_folder, "key"), register = Path.Combine(_folder, "register.tsv");
            File.WriteAllText(file, text);
            var key = FleetSigning.Read(file);
            FleetSigning.WriteRegister(register, key, 3);
            var registered = File.ReadAllLines(register).Select(line => line.Split('\t')).ToDictionary(c => c[0], c => SignatureKey.Import(key.Algorithm, Convert.FromBase64String(c[2])));
            var reports = Frames(3, 1, key).Where(frame => frame.Command == Command.Realtime).ToList();
            Assert.NotEmpty(reports);
            Assert.All(reports, report => Assert.Equal(SignatureVerdict.Valid, Verify(report, registered[report.Id])));
        }
    }

    private static SignatureVerdict Verify(ReadFrame report, SignatureKey key)
    {
        Assert.True(FrameView.TryCreate(report.Bytes, out var view));
        return ReportSignature.Verify(view, key);
    }

    [Fact]
    public void A_file_without_a_key_is_refused_with_a_sentence()
    {
        var file = Path.Combine(_folder, "none");
        Assert.Throws<UsageException>(() => FleetSigning.Read(file));
        foreach (var text in new[] { "", "abc", new string('0', 64), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----" })
        {
            File.WriteAllText(file, text);
            Assert.StartsWith("The file '", Assert.Throws<UsageException>(() => FleetSigning.Read(file)).Message, StringComparison.Ordinal);
        }
    }

    [Theory(Timeout = 60_000)]
    [InlineData("--edition takes 2016 or 2025, not 2020.", "--fleet", "--edition", "2020")]
    [InlineData("Reports are signed in the 2025 edition only: add --edition 2025.", "--fleet", "--signing-key", "x")]
    [InlineData("--write-public-keys needs --signing-key FILE.", "--fleet", "--write-public-keys", "x")]
    [InlineData("--signing-key signs what a fleet sends; a replay sends frames as they are.", "--replay", "-", "--signing-key", "x")]
    public async Task Options_that_do_not_fit_are_said_in_one_sentence(string expected, params string[] arguments)
    {
        using var process = new SimulatorProcess(["sim", .. arguments]);
        var (code, _, error) = await process.EndAsync();
        Assert.Equal((2, expected + "\n"), (code, error));
    }
}
