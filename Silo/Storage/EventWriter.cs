using Microsoft.Data.Sqlite;
using Twins.Grains.Events;
using Twins.Grains.Partitions;

namespace Twins.Silo.Storage;

/// <summary>Writes pages of events.</summary>
internal sealed class EventWriter : SqliteTarget
{
    private readonly SqliteCommand _page;
    private readonly SqliteCommand _event;

    public EventWriter(SqliteConnection connection, CommitHook hook) : base(connection, hook)
    {
        _page = new SqliteCommand("INSERT INTO page VALUES ($partition, $sequence) ON CONFLICT DO NOTHING", connection);
        _event = new SqliteCommand(
            "INSERT INTO event VALUES (NULL, $partition, $sequence, $ordinal, $id, $type, $source, $subject, $time, $receivedat, $data)", connection);
        foreach (var name in (string[])["$partition", "$sequence"]) _page.Parameters.Add(name, SqliteType.Integer);
        foreach (var name in (string[])["$partition", "$sequence", "$ordinal", "$time", "$receivedat"]) _event.Parameters.Add(name, SqliteType.Integer);
        foreach (var name in (string[])["$id", "$type", "$source", "$subject", "$data"]) _event.Parameters.Add(name, SqliteType.Text);
        _page.Prepare();
        _event.Prepare();
    }

    /// <summary>Writes a page unless it is there; whether it did.</summary>
    public bool Insert(int partition, long sequence, IReadOnlyList<EventRecord> events)
    {
        _page.Parameters["$partition"].Value = partition;
        _page.Parameters["$sequence"].Value = sequence;
        if (_page.ExecuteNonQuery() == 0) return false;
        _event.Parameters["$partition"].Value = partition;
        _event.Parameters["$sequence"].Value = sequence;
        for (var i = 0; i < events.Count; i++)
        {
            var record = events[i];
            _event.Parameters["$ordinal"].Value = i;
            _event.Parameters["$id"].Value = record.Id;
            _event.Parameters["$type"].Value = record.Type;
            _event.Parameters["$source"].Value = record.Source;
            _event.Parameters["$subject"].Value = record.Subject;
            _event.Parameters["$time"].Value = record.Time.UtcTicks;
            _event.Parameters["$receivedat"].Value = record.ReceivedAt.UtcTicks;
            _event.Parameters["$data"].Value = record.Data;
            _event.ExecuteNonQuery();
        }

        return true;
    }

    /// <inheritdoc/>
    protected override void DisposeStatements()
    {
        _page.Dispose();
        _event.Dispose();
    }
}

/// <summary>The work of writing one page.</summary>
internal sealed class EventAppend(PartitionId partition, long sequence, IReadOnlyList<EventRecord> events, Action<int> appended)
    : CommitWork<EventWriter>(events.Sum(e => (e.Data.Length * (long)sizeof(char)) + 256))
{
    /// <summary>This work wrote it; also when it took several attempts.</summary>
    public bool Wrote { get; private set; }

    /// <inheritdoc/>
    public override void Execute(EventWriter target) => Wrote |= target.Insert(PartitionCode.Of(partition), sequence, events);

    /// <inheritdoc/>
    protected override void Committed(EventWriter target)
    {
        if (Wrote) appended(events.Count);
    }
}
