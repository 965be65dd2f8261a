using Microsoft.Data.Sqlite;
using Twins.Grains.Audit;
using Twins.Grains.Events;
using Twins.Grains.Partitions;
using Twins.Silo.Storage;

namespace Twins.Silo.Verification;

/// <summary>The pages and events of <c>events.db</c>.</summary>
internal sealed class EventFile(StoppedDirectory directory, IReadOnlyDictionary<PartitionId, PartitionAudit> audits, AuditReport report)
{
    /// <summary>Events that were read.</summary>
    public long Events { get; private set; }

    public void Read() => AuditedFile.Read(directory.EventsPath, report, connection =>
    {
        if (connection.Scalar("SELECT count(*) FROM store") is not 1L) report.Add("event-store", directory.EventsPath, "the event log has no id, or several");
        ReadPages(connection);
        ReadEvents(connection);
        Each(connection, "SELECT id, count(*) FROM event GROUP BY id HAVING count(*) > 1", reader =>
            report.Add("event-once", reader.GetString(0), $"{reader.GetInt64(1)} events have this id"));
        Each(connection, "SELECT partition, sequence FROM page EXCEPT SELECT partition, sequence FROM event", reader =>
            report.Add("event-page-empty", Place(reader), "the page has no events"));
    });

    private void ReadPages(SqliteConnection connection) => Each(connection, "SELECT partition, sequence FROM page", reader =>
    {
        if (Of(reader) is { } audit) audit.AddEventPage(reader.GetInt64(1));
        else report.Add("event-partition", Place(reader), "it is no partition of this directory");
    });

    private void ReadEvents(SqliteConnection connection) => Each(
        connection, "SELECT partition, sequence, ordinal, id, type, source, subject, time, receivedat, data FROM event ORDER BY position", reader =>
        {
            Events++;
            Of(reader)?.AddEvent(reader.GetInt64(1), reader.GetInt32(2), new EventRecord(
                reader.GetString(3), reader.GetString(4), reader.GetString(5), reader.GetString(6), Time(reader, 7), Time(reader, 8), reader.GetString(9)));
        });

    private PartitionAudit? Of(SqliteDataReader reader) => audits.GetValueOrDefault(PartitionCode.ToPartition(reader.GetInt32(0)));

    private static string Place(SqliteDataReader reader) => $"{reader.GetInt32(0)}:{reader.GetInt64(1)}";

    private static DateTimeOffset Time(SqliteDataReader reader, int column) =>
        new(Math.Clamp(reader.GetInt64(column), 0, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);

    private static void Each(SqliteConnection connection, string sql, Action<SqliteDataReader> row)
    {
        using var command = new SqliteCommand(sql, connection);
        using var reader = command.ExecuteReader();
        while (reader.Read()) row(reader);
    }
}
