using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using Twins.Protocols.Gbt32960;
using Twins.Protocols.Security;

namespace Twins.Protocols.Tests.Gbt32960;

/// <summary>The examples of Protocols/Gbt32960/README.md, compiled and run. What stands there stands here.</summary>
public class ReadmeExamples
{
    private static readonly DateTimeOffset time = new(2026, 3, 1, 4, 5, 6, TimeSpan.Zero);

    [Fact]
    public void Every_example_of_the_page_is_here()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Twins.sln")))
            root = root.Parent;
        Assert.SkipWhen(root is null, "The tests run outside of the repository.");
        var here = Normalize(File.ReadAllText(Path.Combine(root.FullName, "tests", "Protocols.Tests", "Gbt32960", "ReadmeExamples.cs")));
        var blocks = File.ReadAllText(Path.Combine(root.FullName, "Protocols", "Gbt32960", "README.md")).ReplaceLineEndings("\n").Split("```csharp\n")[1..];
        Assert.Equal(6, blocks.Length);
        Assert.All(blocks, block => Assert.Contains(Normalize(block.Split("```")[0]), here, StringComparison.Ordinal));
    }

    private static string Normalize(string code) =>
        string.Join('\n', code.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    [Fact]
    public async Task Framing()
    {
        var frame = Written();
        var handled = new List<byte[]>();
        var refused = new List<FrameVerdict>();
        byte[] damaged = [.. frame];
        damaged[^1] ^= 1;
        var reader = PipeReader.Create(new MemoryStream([1, 2, .. frame, .. damaged, .. frame]));
        void Handle(ReadOnlySequence<byte> found) => handled.Add(found.ToArray());
        void Refuse(FrameVerdict verdict) => refused.Add(verdict);

        var framer = new Framer(maxFrameBytes: 16 * 1024);             // one per connection
        for (var ended = false; !ended;)
        {
            var read = await reader.ReadAsync(TestContext.Current.CancellationToken);
            var buffer = read.Buffer;
            while (framer.TryRead(ref buffer, out var found) is var verdict and not FrameVerdict.NeedMore)
            {
                if (verdict == FrameVerdict.Frame)
                    Handle(found);                                     // a slice of the buffer, check code right
                else
                    Refuse(verdict);                                   // the framer finds the next frame by itself
                ended |= verdict == FrameVerdict.Garbage;              // whoever sends this speaks no GB/T 32960
            }
            reader.AdvanceTo(buffer.Start, buffer.End);
            ended |= read.IsCompleted;
        }

        Assert.Equal([frame, frame], handled);
        Assert.Equal([FrameVerdict.WrongCheckCode], refused);
        Assert.Equal(2 + frame.Length, framer.SkippedBytes);
    }

    [Fact]
    public void Reading()
    {
        var bytes = Written();
        if (FrameView.TryCreate(bytes, out var frame) && frame.IsCheckCodeRight && frame.TryGetTime(out var time))
        {
            var units = frame.Units;
            while (units.MoveNext())
            {
                if (units.Kind == UnitKind.Vehicle && new VehicleUnit(units.Edition, units.Body).SocPercent.TryGet(out var soc))
                    Console.WriteLine($"{time:u} {frame.Id} {soc} %");
            }
            if (units.Error != DecodeErrorCode.None)
                Console.WriteLine($"byte {units.ErrorOffset}: {units.ErrorDetail}");    // what came before stays good
        }

        Assert.Equal(["2026-03-01 04:05:06Z LTWNA000000000037 28 %"], Console.Taken());
    }

    [Fact]
    public void Documents()
    {
        var hex = Convert.ToHexStringLower(Written());

        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
            FrameJson.Decode(writer, line: 1, hex);
        using var document = JsonDocument.Parse(json.ToArray());
        byte[] same = FrameEncoder.Encode(document.RootElement);

        Assert.Equal(hex, Convert.ToHexStringLower(same));
    }

    [Fact]
    public void Writing() => Assert.True(FrameView.TryCreate(Written(), out var frame) && frame.IsCheckCodeRight);

    private static byte[] Written()
    {
        Span<byte> buffer = new byte[1024];
        var writer = FrameWriter.Report(buffer, Edition.V2016, Command.Realtime, "LTWNA000000000037", time);
        writer.Vehicle(new VehicleValues { SpeedKmh = 52.1, PackVoltageV = 521.2, CurrentA = -22.2, SocPercent = 28, InsulationKohm = 15572 });
        writer.Position(valid: true, longitude: 119.562652, latitude: 32.155492);
        int length = writer.Finish();

        return buffer[..length].ToArray();
    }

    [Fact]
    public void Commands()
    {
        var buffer = new byte[256];

        var set = FrameWriter.ParameterSet(buffer, Edition.V2025, "LTWNA000000000037", time);
        set.Parameter(2, 10);                                          // report every 10 s
        set.Parameter(5, "platform.example");                          // its length, parameter 4, is written before it
        int length = set.Finish();

        FrameView.TryCreate(buffer.AsSpan(0, length), out var frame);
        if (ParameterValues.TryRead(frame, out var values, out var error))
        {
            foreach (var value in values)
                Console.WriteLine($"{value.Name} = {(value.Number.IsValid ? value.Number.Value : value.Text)}");
        }

        Assert.Equal(DecodeErrorCode.None, error.Code);
        Assert.Equal(["reportPeriodS = 10", "manufacturerDomainLength = 16", "manufacturerDomain = platform.example"], Console.Taken());
        Assert.Equal(3, frame.Data[BeijingTime.Length]);
    }

    [Fact]
    public void Security()
    {
        var privateKey = Convert.FromHexString("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8");
        var sm4 = new byte[16];
        var buffer = new byte[1024];

        var key = SigningKey.Import(SignatureAlgorithm.Sm2, privateKey);
        var writer = FrameWriter.Report(buffer, Edition.V2025, Command.Realtime, "LTWNA000000000037", time);
        writer.Engine(speedRpm: 1500);
        key.Sign(ref writer);                                          // of everything before it
        FrameView.TryCreate(buffer.AsSpan(0, writer.Finish()), out var signed);
        var cipher = new DataUnitCipher { Sm4Key = sm4 };
        byte[] sent = cipher.Encrypt(signed, Encryption.Sm4);

        FrameView.TryCreate(sent, out var received);
        if (cipher.TryDecrypt(received, out var reason) is { } plain && FrameView.TryCreate(plain, out var report))
            Console.WriteLine(ReportSignature.Verify(report, SignatureKey.Import(SignatureAlgorithm.Sm2, key.PublicKey)));
        else
            Console.WriteLine(reason.Detail);

        Assert.Equal(["Valid"], Console.Taken());
    }

    /// <summary>Where the examples write to, instead of the console.</summary>
    private static class Console
    {
        [ThreadStatic]
        private static List<string>? _lines;

        public static void WriteLine(object? value) => (_lines ??= []).Add(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");

        public static List<string> Taken()
        {
            var lines = _lines ?? [];
            _lines = null;
            return lines;
        }
    }
}
