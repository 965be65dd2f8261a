using System.Buffers;
using System.Text.Json;
using Twins.Protocols.Gbt32960;

namespace Twins.Simulator;

/// <summary><c>decode</c>: a line of hexadecimal digits in, a JSON document out, until the input ends.</summary>
internal static class DecodeCommand
{
    private static readonly System.CommandLine.Option<string?> Custom = new("--custom-units")
    {
        Description = "What custom units (types 80 to FE) mean: shanghai-bus; without it they stay bytes.",
        HelpName = "NAME",
    };

    internal static System.CommandLine.Command Create()
    {
        var command = new System.CommandLine.Command("decode", "Reads GB/T 32960 frames from standard input, one of hexadecimal digits a line, and writes one JSON document a line.") { Custom };
        command.SetAction(parsed =>
        {
            var custom = ReadCustom(parsed.GetValue(Custom));
            using var output = Console.OpenStandardOutput();
            Run(Console.In, output, custom);
            return 0;
        });
        return command;
    }

    private static CustomUnits ReadCustom(string? name) => name switch
    {
        null => CustomUnits.Opaque,
        "shanghai-bus" => CustomUnits.ShanghaiBus,
        _ => throw new UsageException($"'{name}' is no agreement on custom units: --custom-units takes shanghai-bus."),
    };

    /// <summary>Decodes line by line; each document is written out before the next line is read.</summary>
    internal static void Run(TextReader input, Stream output, CustomUnits custom = CustomUnits.Opaque)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        for (var number = 1; input.ReadLine() is { } line; number++)
        {
            FrameJson.Decode(writer, number, line, custom);
            writer.Flush();
            buffer.Write("\n"u8);
            output.Write(buffer.WrittenSpan);
            output.Flush();
            buffer.ResetWrittenCount();
            writer.Reset();
        }
    }
}
