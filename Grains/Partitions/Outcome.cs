using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Twins.Grains.Events;

namespace Twins.Grains.Partitions;

/// <summary>Gathers what follows from the entries of one batch: events with their ordinals, consequences, and what became of reports.</summary>
internal sealed class Outcome(string subject)
{
    private readonly List<TwinEvent> _events = [];
    private readonly List<Consequence> _consequences = [];
    private TwinEntry? _entry;
    private int _eventsBefore;
    private int _consequencesBefore;

    /// <summary>The twin: the subject of its events.</summary>
    public string Subject { get; } = subject;

    public ReportCounts Reports { get; set; }

    private TwinEntry Entry => _entry ?? throw new InvalidOperationException("Outputs follow from an entry; none was begun.");

    /// <summary>The entry from which follows what comes next.</summary>
    public void Begin(TwinEntry entry)
    {
        _entry = entry;
        _eventsBefore = _events.Count;
        _consequencesBefore = _consequences.Count;
    }

    /// <summary>Forgets what followed from the entry at hand.</summary>
    public void Discard()
    {
        _events.RemoveRange(_eventsBefore, _events.Count - _eventsBefore);
        _consequences.RemoveRange(_consequencesBefore, _consequences.Count - _consequencesBefore);
    }

    public void Add<T>(string type, DateTimeOffset time, T data, JsonTypeInfo<T> json)
    {
        Add(new TwinEvent(Entry.Index, 0, type, Subject, time, Entry.ReceivedAt, JsonSerializer.Serialize(data, json)));
    }

    /// <summary>Adds an event; its ordinal follows from those of its type that the entry has already.</summary>
    public void Add(TwinEvent happened)
    {
        var ordinal = 0;
        for (var i = _eventsBefore; i < _events.Count; i++)
            if (_events[i].Type == happened.Type) ordinal++;
        _events.Add(ordinal == 0 ? happened : happened with { Ordinal = ordinal });
    }

    /// <summary>Adds what follows for another twin; <paramref name="payload"/> is JSON that its rules read.</summary>
    public void Add(TwinKind kind, string id, DateTimeOffset at, byte[] payload) =>
        _consequences.Add(new Consequence(kind, id, at, payload, Entry.ReceivedAt));

    public TwinReply Reply(TwinRow row) =>
        new(TwinStatus.Ok, row, _events.Count == 0 ? [] : [.. _events], _consequences.Count == 0 ? [] : [.. _consequences], Reports);
}
