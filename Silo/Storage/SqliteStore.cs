using Microsoft.Data.Sqlite;

namespace Twins.Silo.Storage;

/// <summary>One SQLite file that is written by groups for good, and reopened after a failure.</summary>
internal sealed class SqliteStore<TTarget> : ICommitTargets<TTarget>, IDisposable where TTarget : SqliteTarget
{
    private const int PageBytes = 4096;
    private readonly string _path;
    private readonly Durability _durability;
    private readonly Func<SqliteConnection, CommitHook, TTarget> _target;
    private readonly SqliteConnection _anchor;

    /// <summary>Opens or creates the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="durability">Whether a commit waits for <c>fdatasync</c>.</param>
    /// <param name="schema">Statements that create what is not there yet.</param>
    /// <param name="target">Makes the target of a connection.</param>
    /// <exception cref="ConfigurationException">The file cannot be opened.</exception>
    public SqliteStore(string path, Durability durability, string schema, Func<SqliteConnection, CommitHook, TTarget> target)
    {
        (_path, _durability, _target) = (path, durability, target);
        try
        {
            if (!File.Exists(path)) SqliteFiles.CreateWhole(path, durability, PageBytes, created => Create(created, schema));
            SqliteFiles.WriteWalAgain(path);
            using var connection = SqliteFiles.OpenWriter(path, durability, pageBytes: null);
            FailPoint.Pass(FailPoint.StoreOpened);
            // What a later version has more.
            Create(connection, schema);
            FailPoint.Pass(FailPoint.StoreCreated);
            DirectorySync.Sync(Path.GetDirectoryName(path)!);
            _anchor = OpenReader();
            // Only who has read holds the WAL.
            _anchor.Scalar("SELECT count(*) FROM sqlite_master");
        }
        catch (Exception e) when (e is SqliteException or IOException)
        {
            throw new ConfigurationException($"{path} cannot be opened: {e.Message.TrimEnd('.')}; restore it from a backup, or mend what is wrong with the disk.", e);
        }
    }

    /// <summary>All of it or nothing: a process can end in the middle.</summary>
    private static void Create(SqliteConnection connection, string schema) => connection.Run($"BEGIN IMMEDIATE; {schema} COMMIT;");

    /// <summary>A seam for tests: called around each commit.</summary>
    public CommitHook? Hook { get; set; }

    /// <summary>A pooled connection that sees what is durable.</summary>
    public SqliteConnection OpenReader() => SqliteFiles.OpenReader(_path);

    /// <inheritdoc/>
    public TTarget Next(TTarget? current) =>
        current ?? _target(SqliteFiles.OpenWriter(_path, _durability, pageBytes: null), (connection, stage) => Hook?.Invoke(connection, stage));

    /// <inheritdoc/>
    /// <remarks>
    /// The file goes on being used, other than a segment of the log: SQLite moves the end of the WAL only after its sync, so the repetition writes every
    /// page of the failed commit again, in the same place, before it is synced again. That holds as long as one connection has the WAL open, because the
    /// first to open a WAL reads it to its physical end, and would take the failed commit for a durable one.
    /// </remarks>
    public void Abandon(TTarget target) => target.Dispose();

    /// <summary>Closes the file.</summary>
    public ValueTask CloseAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _anchor.Dispose();
        SqliteFiles.ForgetReaders(_path);
    }
}
