using System.Text.Json;
using Twins.Protocols.Gbt32960;

namespace Twins.Simulator;

/// <summary><c>encode</c>: the way back of <c>decode</c>. A JSON document a line in, the frame in hexadecimal digits out.</summary>
internal static class EncodeCommand
{
    internal static System.CommandLine.Command Create()
    {
        var command = new System.CommandLine.Command(
            "encode", "Reads the documents that decode writes from standard input, one a line, and writes the frames in hexadecimal digits, one a line. Length and check code are made anew.");
        command.SetAction(_ => Run(Console.In, Console.Out, Console.Error) ? 0 : 1);
        return command;
    }

    /// <summary>Encodes line by line; each frame is written out before the next line is read. Empty lines are passed over.</summary>
    /// <returns>False when a line could not be encoded; <paramref name="errors"/> then has a sentence on it, and the lines behind it are encoded all the same.</returns>
    internal static bool Run(TextReader input, TextWriter output, TextWriter errors)
    {
        var succeeded = true;
        for (var number = 1; input.ReadLine() is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            try
            {
                using var document = JsonDocument.Parse(line);
                output.WriteLine(Convert.ToHexStringLower(FrameEncoder.Encode(document.RootElement)));
            }
            catch (JsonException e)
            {
                errors.WriteLine($"Line {number} is no JSON document: {e.Message}");
                succeeded = false;
            }
            catch (FormatException e)
            {
                errors.WriteLine($"Line {number} cannot be encoded: {e.Message}");
                succeeded = false;
            }
            output.Flush();
        }
        return succeeded;
    }
}
