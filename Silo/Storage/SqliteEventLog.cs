using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Twins.Grains.Events;
using Twins.Grains.Partitions;

namespace Twins.Silo.Storage;

/// <summary>The event log in one SQLite file. Its order is that of insertion; a cursor is the log's id and a position in that order.</summary>
internal sealed class SqliteEventLog : IEventLog, IStoreHealth, IAsyncDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS store(id INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS page(partition INTEGER NOT NULL, sequence INTEGER NOT NULL, PRIMARY KEY(partition, sequence)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS event(
          position INTEGER PRIMARY KEY, partition INTEGER NOT NULL, sequence INTEGER NOT NULL, ordinal INTEGER NOT NULL, id TEXT NOT NULL,
          type TEXT NOT NULL, source TEXT NOT NULL, subject TEXT NOT NULL, time INTEGER NOT NULL, receivedat INTEGER NOT NULL, data TEXT NOT NULL);
        CREATE INDEX IF NOT EXISTS event_subject ON event(subject, position);
        """;

    private readonly SqliteStore<EventWriter> _store;
    private readonly GroupCommit<EventWriter> _commits;
    private readonly RetriedReads _reads;
    private readonly EventReads _events;
    private long _appended;

    /// <summary>Opens the event log of a data directory.</summary>
    /// <exception cref="ConfigurationException">The file cannot be opened.</exception>
    public SqliteEventLog(DataDirectory directory, StorageOptions options, TimeProvider time, ILogger<SqliteEventLog> logger)
    {
        _store = new SqliteStore<EventWriter>(directory.EventsPath, options.Durability, Schema + NewId(), (connection, hook) => new EventWriter(connection, hook));
        _commits = new GroupCommit<EventWriter>("event log", _store, options.Limits, options.Stop, time, logger);
        _reads = new RetriedReads("event log", time, logger);
        _events = new EventReads(_store.OpenReader);
    }

    /// <inheritdoc/>
    public string? Fault => _commits.Fault;

    /// <summary>Events written since the start.</summary>
    public long Appended => Interlocked.Read(ref _appended);

    internal SqliteStore<EventWriter> Store => _store;

    /// <inheritdoc/>
    public async Task<bool> AppendAsync(PartitionId partition, long sequence, IReadOnlyList<EventRecord> events, CancellationToken cancellationToken)
    {
        var append = new EventAppend(partition, sequence, events, count => Interlocked.Add(ref _appended, count));
        await _commits.DoAsync(append, cancellationToken);
        return append.Wrote;
    }

    /// <inheritdoc/>
    public Task<long> LastSequenceAsync(PartitionId partition, CancellationToken cancellationToken) =>
        _reads.RunAsync(() => _events.LastSequence(PartitionCode.Of(partition)), cancellationToken);

    /// <inheritdoc/>
    public Task<EventPage> ReadAsync(EventQuery query, CancellationToken cancellationToken) =>
        _reads.RunAsync(() => _events.Read(query), cancellationToken);

    /// <inheritdoc/>
    public Task<string?> TailAsync(CancellationToken cancellationToken) => _reads.RunAsync(_events.Tail, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _commits.EndAsync(_store.CloseAsync);

    private static string NewId()
    {
        var id = BinaryPrimitives.ReadInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(long)));
        return string.Create(CultureInfo.InvariantCulture, $"INSERT INTO store SELECT {id} WHERE NOT EXISTS (SELECT 1 FROM store);");
    }
}
