using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Twins.Grains.Events;

namespace Twins.Silo.Storage;

/// <summary>Queries over the event log's file. Everything walks the primary key, or the index of one subject, from the cursor on.</summary>
internal sealed class EventReads
{
    /// <summary>The most events of one answer.</summary>
    public const int MaxLimit = 1000;

    // A query for a rare type must not walk the whole log in one call: it answers what it found and where to go on.
    internal const int MaxLookedAt = 10_000;

    private const string Columns = "SELECT position, type, id, source, subject, time, receivedat, data FROM event ";
    private readonly Func<SqliteConnection> _open;
    private readonly long _store;

    public EventReads(Func<SqliteConnection> open)
    {
        _open = open;
        using var connection = open();
        _store = (long)connection.Scalar("SELECT id FROM store")!;
    }

    /// <summary>The cursor of the last event; null while there is none.</summary>
    public string? Tail()
    {
        using var connection = _open();
        return Last(connection) is > 0 and var last ? EventCursor.Encode(_store, last) : null;
    }

    /// <summary>The highest sequence of a partition that has a page; 0 without any.</summary>
    public long LastSequence(int partition)
    {
        using var connection = _open();
        using var command = new SqliteCommand("SELECT max(sequence) FROM page WHERE partition = $partition", connection);
        command.Parameters.AddWithValue("$partition", partition);
        return command.ExecuteScalar() as long? ?? 0;
    }

    /// <summary>A page of events.</summary>
    /// <exception cref="EventCursorException">The cursor is not one of this log.</exception>
    public EventPage Read(EventQuery query)
    {
        if (query.Limit is < 1 or > MaxLimit) throw new ArgumentOutOfRangeException(nameof(query), query.Limit, $"The limit is 1 to {MaxLimit}.");
        var after = EventCursor.Decode(query.After, _store);
        using var connection = _open();
        using var transaction = connection.BeginTransaction(deferred: true);
        var last = Last(connection);
        if (after < 0 || after > last)
            throw new EventCursorException("The cursor lies behind the end of this event log, which was restored from an older copy; read from the beginning.");
        using var command = Select(connection, query.Subject, after);
        var (events, more, lookedAt) = Walk(command, query, after);
        // At the end everything through the last event was looked at, whatever it was about.
        var cursor = more ? lookedAt : last;
        return new EventPage(events, more, cursor == 0 ? null : EventCursor.Encode(_store, cursor));
    }

    private (ImmutableArray<EventRecord> Events, bool More, long LookedAt) Walk(SqliteCommand command, EventQuery query, long after)
    {
        var types = query.Types.IsDefaultOrEmpty ? null : query.Types.ToHashSet(StringComparer.Ordinal);
        var events = ImmutableArray.CreateBuilder<EventRecord>();
        var lookedAt = after;
        using var reader = command.ExecuteReader();
        for (var count = 0; reader.Read(); count++)
        {
            if (count == MaxLookedAt) return (events.DrainToImmutable(), true, lookedAt);
            if (types is null || types.Contains(reader.GetString(1)))
            {
                if (events.Count == query.Limit) return (events.DrainToImmutable(), true, lookedAt);
                events.Add(Record(reader));
            }

            lookedAt = reader.GetInt64(0);
        }

        return (events.DrainToImmutable(), false, lookedAt);
    }

    private EventRecord Record(SqliteDataReader reader) => new(
        reader.GetString(2),
        reader.GetString(1),
        reader.GetString(3),
        reader.GetString(4),
        new DateTimeOffset(reader.GetInt64(5), TimeSpan.Zero),
        new DateTimeOffset(reader.GetInt64(6), TimeSpan.Zero),
        reader.GetString(7),
        EventCursor.Encode(_store, reader.GetInt64(0)));

    internal static SqliteCommand Select(SqliteConnection connection, string? subject, long after)
    {
        var sql = subject is null
            ? Columns + "WHERE position > $after ORDER BY position"
            : Columns + "INDEXED BY event_subject WHERE subject = $subject AND position > $after ORDER BY position";
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$after", after);
        if (subject is not null) command.Parameters.AddWithValue("$subject", subject);
        return command;
    }

    private static long Last(SqliteConnection connection) => connection.Scalar("SELECT max(position) FROM event") as long? ?? 0;
}
