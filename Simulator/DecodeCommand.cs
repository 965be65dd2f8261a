using System.Buffers;
using System.Text.Json;
using Twins.Protocols.Gbt32960;

namespace Twins.Simulator;

/// <summary><c>decode</c>: a line of hexadecimal digits in, a JSON document out, until the input ends.</summary>
internal static class DecodeCommand
{
    internal static System.CommandLine.Command Create()
    {
        var command = new System.CommandLine.Command("decode", "Reads GB/T 32960 frames from standard input, one of hexadecimal digits a line, and writes one JSON document a line.");
        command.SetAction(_ =>
        {
            using var output = Console.OpenStandardOutput();
            Run(Console.In, output);
            return 0;
        });
        return command;
    }

    /// <summary>Decodes line by line; each document is written out before the next line is read.</summary>
    internal static void Run(TextReader input, Stream output)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        for (var number = 1; input.ReadLine() is { } line; number++)
        {
            FrameJson.Decode(writer, number, line);
            writer.Flush();
            buffer.Write("\n"u8);
            output.Write(buffer.WrittenSpan);
            output.Flush();
            buffer.ResetWrittenCount();
            writer.Reset();
        }
    }
}
