using System.Text;
using System.Text.Json;
using Twins.Grains.Events;

namespace Twins.Client.Api.Events;

/// <summary>An event as it goes to subscribers; encoded once, however many there are.</summary>
internal sealed class EventFrame
{
    private EventFrame(EventRecord record, ReadOnlyMemory<byte> bytes) => (Record, Bytes) = (record, bytes);

    internal EventRecord Record { get; }

    /// <summary>Server-sent event: <c>id</c>, <c>event</c>, <c>data</c> and the empty line.</summary>
    internal ReadOnlyMemory<byte> Bytes { get; }

    internal static EventFrame Of(EventRecord record)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(CloudEvent.Of(record), ApiJson.TypeInfo<CloudEvent>());
        // A line break would end the data; in JSON one can only stand between tokens.
        json.AsSpan().ReplaceAny(LineBreaks, (byte)' ');
        byte[] bytes = [.. Encoding.UTF8.GetBytes($"id: {record.Cursor}\nevent: {record.Type}\ndata: "), .. json, .. "\n\n"u8];
        return new EventFrame(record, bytes);
    }

    private static readonly System.Buffers.SearchValues<byte> LineBreaks = System.Buffers.SearchValues.Create("\r\n"u8);
}

/// <summary>A piece of the event log, shared by all subscribers.</summary>
/// <param name="After">The cursor that it begins behind; null for the beginning of the log.</param>
/// <param name="Frames">All events in between.</param>
/// <param name="Cursor">The cursor that it ends at.</param>
internal sealed record EventFramePage(string? After, IReadOnlyList<EventFrame> Frames, string? Cursor);
