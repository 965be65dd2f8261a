using Microsoft.Data.Sqlite;

namespace Twins.Silo.Storage;

/// <summary>Writes reminders. The ETag is a row number that SQLite gives once only, so that no version of a reminder comes twice, also after it was removed.</summary>
internal sealed class ReminderWriter : SqliteTarget
{
    /// <summary>Times are ticks of UTC.</summary>
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS reminder(
          etag INTEGER PRIMARY KEY AUTOINCREMENT, grain TEXT NOT NULL, name TEXT NOT NULL, start INTEGER NOT NULL, period INTEGER NOT NULL,
          UNIQUE(grain, name)) STRICT;
        """;

    private readonly SqliteCommand _upsert;
    private readonly SqliteCommand _remove;
    private readonly SqliteCommand _clear;

    public ReminderWriter(SqliteConnection connection, CommitHook hook) : base(connection, hook)
    {
        _upsert = new("INSERT OR REPLACE INTO reminder(grain, name, start, period) VALUES ($grain, $name, $start, $period) RETURNING etag", connection);
        _remove = new("DELETE FROM reminder WHERE grain = $grain AND name = $name AND etag = $etag", connection);
        _clear = new("DELETE FROM reminder", connection);
    }

    /// <summary>Adds or replaces a reminder; returns its version.</summary>
    public long Upsert(string grain, string name, DateTime startAt, TimeSpan period)
    {
        _upsert.Parameters.Clear();
        _upsert.Parameters.AddWithValue("$grain", grain);
        _upsert.Parameters.AddWithValue("$name", name);
        _upsert.Parameters.AddWithValue("$start", startAt.Ticks);
        _upsert.Parameters.AddWithValue("$period", period.Ticks);
        return (long)_upsert.ExecuteScalar()!;
    }

    /// <summary>Removes a reminder if it stands at a version; whether it did.</summary>
    public bool Remove(string grain, string name, long etag)
    {
        _remove.Parameters.Clear();
        _remove.Parameters.AddWithValue("$grain", grain);
        _remove.Parameters.AddWithValue("$name", name);
        _remove.Parameters.AddWithValue("$etag", etag);
        return _remove.ExecuteNonQuery() == 1;
    }

    /// <summary>Removes all.</summary>
    public void Clear() => _clear.ExecuteNonQuery();

    /// <inheritdoc/>
    protected override void DisposeStatements()
    {
        _upsert.Dispose();
        _remove.Dispose();
        _clear.Dispose();
    }
}

/// <summary>The work of one change.</summary>
internal sealed class ReminderWrite<T>(Func<ReminderWriter, T> change) : CommitWork<ReminderWriter>(bytes: 0)
{
    /// <summary>What the change answered.</summary>
    public T? Result { get; private set; }

    /// <inheritdoc/>
    public override void Execute(ReminderWriter target) => Result = change(target);
}
