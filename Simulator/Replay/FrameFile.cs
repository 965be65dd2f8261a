namespace Twins.Simulator.Replay;

/// <summary>Frames from text: one of hexadecimal digits a line, or the first column of a tab-separated table; empty lines and lines that begin with # are passed over.</summary>
internal static class FrameFile
{
    /// <summary>Reads all frames, in order; nothing checks that they are right, since wrong ones are worth sending too.</summary>
    /// <param name="path">A file, or <c>-</c> for standard input.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    /// <exception cref="UsageException">The file cannot be read, a line is not hexadecimal, or there is no frame.</exception>
    internal static async Task<IReadOnlyList<byte[]>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = path == "-" ? new StreamReader(Console.OpenStandardInput()) : new StreamReader(path);
            var frames = await ReadAsync(reader, cancellationToken);
            return frames.Count > 0 ? frames : throw new UsageException($"{NameOf(path)} holds no frame.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{NameOf(path)} cannot be read: {e.Message}");
        }
    }

    /// <summary>Reads all frames, in order.</summary>
    /// <exception cref="UsageException">A line is not hexadecimal.</exception>
    internal static async Task<IReadOnlyList<byte[]>> ReadAsync(TextReader reader, CancellationToken cancellationToken)
    {
        var frames = new List<byte[]>();
        for (var number = 1; await reader.ReadLineAsync(cancellationToken) is { } line; number++)
        {
            if (line.StartsWith('#') || string.IsNullOrWhiteSpace(line))
                continue;
            frames.Add(Parse(line, number));
        }
        return frames;
    }

    private static byte[] Parse(string line, int number)
    {
        var tab = line.IndexOf('\t', StringComparison.Ordinal);
        var digits = line.AsSpan(0, tab < 0 ? line.Length : tab).Trim();
        var frame = new byte[digits.Length / 2];
        return digits.Length > 0 && Convert.FromHexString(digits, frame, out _, out _) == System.Buffers.OperationStatus.Done
            ? frame
            : throw new UsageException($"Line {number} is not a frame: an even number of hexadecimal digits is expected in its first column.");
    }

    private static string NameOf(string path) => path == "-" ? "Standard input" : $"The file '{path}'";
}
