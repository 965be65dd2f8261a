using Microsoft.Data.Sqlite;

namespace Twins.Silo.Storage;

/// <summary>A SQLite file as the target of groups of work.</summary>
internal abstract class SqliteTarget : ICommitTarget
{
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly CommitHook? _hook;

    /// <param name="connection">Of this target alone.</param>
    /// <param name="hook">Called around each commit; a seam for tests of failing disks.</param>
    protected SqliteTarget(SqliteConnection connection, CommitHook? hook)
    {
        Connection = connection;
        _begin = new SqliteCommand("BEGIN IMMEDIATE", connection);
        _commit = new SqliteCommand("COMMIT", connection);
        _hook = hook;
    }

    /// <summary>Of this target alone.</summary>
    public SqliteConnection Connection { get; }

    /// <inheritdoc/>
    public void Begin() => _begin.ExecuteNonQuery();

    /// <inheritdoc/>
    public void Commit()
    {
        _hook?.Invoke(Connection, CommitStage.Before);
        _commit.ExecuteNonQuery();
        _hook?.Invoke(Connection, CommitStage.After);
    }

    /// <inheritdoc/>
    public void Rollback() => Connection.Run("ROLLBACK");

    /// <summary>Closes the file without writing to it.</summary>
    public void Dispose()
    {
        _begin.Dispose();
        _commit.Dispose();
        DisposeStatements();
        Connection.Dispose();
    }

    /// <summary>Disposes the statements of the kind of target.</summary>
    protected abstract void DisposeStatements();
}

/// <summary>Called around a commit; an exception makes it a failed one.</summary>
internal delegate void CommitHook(SqliteConnection connection, CommitStage stage);

/// <summary>Where a commit stands.</summary>
internal enum CommitStage
{
    /// <summary>Everything is written inside the transaction.</summary>
    Before,

    /// <summary>SQLite has committed; the caller does not know yet.</summary>
    After,
}
