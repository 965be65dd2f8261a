using System.Buffers;
using System.Text.Json;
using Twins.Protocols.Gbt32960;

namespace Twins.Simulator.Tests;

/// <summary>A frame found in a stream of bytes.</summary>
internal sealed record ReadFrame(byte[] Bytes)
{
    internal Command Command => (Command)Bytes[2];

    internal string Id => View.Id;

    internal JsonElement Document
    {
        get
        {
            var json = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(json))
                FrameJson.Decode(writer, 1, Bytes);
            return JsonElement.Parse(json.WrittenSpan);
        }
    }

    private FrameView View => FrameView.TryCreate(Bytes, out var view) ? view : throw new InvalidOperationException("The framer gave bytes that are no frame.");

    /// <summary>All frames of the bytes; fails when bytes are left over.</summary>
    internal static List<ReadFrame> All(ReadOnlyMemory<byte> bytes)
    {
        var (framer, rest, frames) = (new Framer(), new ReadOnlySequence<byte>(bytes), new List<ReadFrame>());
        while (framer.TryRead(ref rest, out var frame) == FrameVerdict.Frame)
            frames.Add(new ReadFrame(frame.ToArray()));
        Assert.True(rest.IsEmpty);
        return frames;
    }
}
