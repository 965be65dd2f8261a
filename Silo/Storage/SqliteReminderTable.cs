using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Twins.Silo.Storage;

/// <summary>Reminders in one SQLite file, for a silo that is alone; what it has said to be stored survives the end of the process at any moment.</summary>
internal sealed class SqliteReminderTable : IReminderTable, IStoreHealth, IAsyncDisposable
{
    private const string Select = "SELECT grain, name, start, period, etag FROM reminder";
    private readonly SqliteStore<ReminderWriter> _store;
    private readonly GroupCommit<ReminderWriter> _commits;
    private readonly RetriedReads _reads;

    /// <summary>Opens the reminders of a data directory.</summary>
    /// <exception cref="ConfigurationException">The file cannot be opened.</exception>
    public SqliteReminderTable(DataDirectory directory, StorageOptions options, TimeProvider time, ILogger<SqliteReminderTable> logger)
    {
        _store = new SqliteStore<ReminderWriter>(directory.RemindersPath, options.Durability, ReminderWriter.Schema, (connection, hook) => new ReminderWriter(connection, hook));
        _commits = new GroupCommit<ReminderWriter>("reminders", _store, options.Limits, options.Stop, time, logger);
        _reads = new RetriedReads("reminders", time, logger);
    }

    /// <inheritdoc/>
    public string? Fault => _commits.Fault;

    internal SqliteStore<ReminderWriter> Store => _store;

    /// <inheritdoc/>
    public async Task<ReminderTableData> ReadRows(GrainId grainId) => new(await ReadAsync("WHERE grain = $grain", grainId, null));

    /// <summary>All reminders: to a silo that is alone, every grain's hash is within its range.</summary>
    public async Task<ReminderTableData> ReadRows(uint begin, uint end) => new(await ReadAsync("", null, null));

    /// <inheritdoc/>
    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) =>
        (await ReadAsync("WHERE grain = $grain AND name = $name", grainId, reminderName)).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<string?> UpsertRow(ReminderEntry entry)
    {
        var (grain, name, startAt, period) = (entry.GrainId.ToString(), entry.ReminderName, entry.StartAt, entry.Period);
        var etag = await WriteAsync(writer => writer.Upsert(grain, name, startAt, period));
        return etag.ToString(CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag)
    {
        var grain = grainId.ToString();
        return long.TryParse(eTag, NumberStyles.None, CultureInfo.InvariantCulture, out var etag) && await WriteAsync(writer => writer.Remove(grain, reminderName, etag));
    }

    /// <inheritdoc/>
    public Task TestOnlyClearTable() => WriteAsync(writer =>
    {
        writer.Clear();
        return true;
    });

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _commits.EndAsync(_store.CloseAsync);

    private async Task<T> WriteAsync<T>(Func<ReminderWriter, T> change)
    {
        var write = new ReminderWrite<T>(change);
        await _commits.DoAsync(write, CancellationToken.None);
        return write.Result!;
    }

    private Task<List<ReminderEntry>> ReadAsync(string where, GrainId? grain, string? name) => _reads.RunAsync(() => Read(where, grain, name), CancellationToken.None);

    private List<ReminderEntry> Read(string where, GrainId? grain, string? name)
    {
        using var connection = _store.OpenReader();
        using var command = new SqliteCommand($"{Select} {where}", connection);
        if (grain is not null) command.Parameters.AddWithValue("$grain", grain.Value.ToString());
        if (name is not null) command.Parameters.AddWithValue("$name", name);
        using var reader = command.ExecuteReader();
        var entries = new List<ReminderEntry>();
        while (reader.Read())
        {
            entries.Add(new ReminderEntry
            {
                GrainId = GrainId.Parse(reader.GetString(0)),
                ReminderName = reader.GetString(1),
                StartAt = new DateTime(reader.GetInt64(2), DateTimeKind.Utc),
                Period = TimeSpan.FromTicks(reader.GetInt64(3)),
                ETag = reader.GetInt64(4).ToString(CultureInfo.InvariantCulture),
            });
        }

        return entries;
    }
}
