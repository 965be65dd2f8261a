using Microsoft.Data.Sqlite;
using Twins.Grains.Partitions;

namespace Twins.Silo.Storage;

/// <summary>Writes records of grain state. Every record counts its versions; a cleared one stays, without bytes, so that no version comes twice.</summary>
internal sealed class StateWriter : SqliteTarget
{
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _update;
    private readonly SqliteCommand _version;

    public StateWriter(SqliteConnection connection, CommitHook hook) : base(connection, hook)
    {
        _insert = Command("INSERT INTO state VALUES ($name, $grain, 1, $length, $checksum, $bytes) ON CONFLICT DO NOTHING");
        _update = Command(
            "UPDATE state SET etag = etag + 1, length = $length, checksum = $checksum, bytes = $bytes WHERE name = $name AND grain = $grain AND etag = $etag");
        _version = Command("SELECT etag FROM state WHERE name = $name AND grain = $grain");
    }

    /// <summary>Writes a record if it stands at <paramref name="etag"/>; whether it did.</summary>
    /// <param name="name">Of the state.</param>
    /// <param name="grain">Whose.</param>
    /// <param name="etag">Null when there must be none.</param>
    /// <param name="bytes">Null clears it.</param>
    public bool Write(string name, string grain, long? etag, byte[]? bytes)
    {
        var command = etag is null ? _insert : _update;
        Bind(command, name, grain);
        command.Parameters["$etag"].Value = etag ?? 0;
        command.Parameters["$length"].Value = bytes?.Length ?? 0;
        command.Parameters["$checksum"].Value = bytes is null ? 0 : (long)Checksum.Crc32C(bytes);
        command.Parameters["$bytes"].Value = (object?)bytes ?? DBNull.Value;
        return command.ExecuteNonQuery() == 1;
    }

    /// <summary>The version of a record; null when there is none.</summary>
    public long? Version(string name, string grain)
    {
        Bind(_version, name, grain);
        return _version.ExecuteScalar() as long?;
    }

    /// <inheritdoc/>
    protected override void DisposeStatements()
    {
        _insert.Dispose();
        _update.Dispose();
        _version.Dispose();
    }

    private static void Bind(SqliteCommand command, string name, string grain) =>
        (command.Parameters["$name"].Value, command.Parameters["$grain"].Value) = (name, grain);

    private SqliteCommand Command(string sql)
    {
        var command = new SqliteCommand(sql, Connection);
        foreach (var name in (string[])["$name", "$grain"]) command.Parameters.Add(name, SqliteType.Text);
        foreach (var name in (string[])["$etag", "$length", "$checksum"]) command.Parameters.Add(name, SqliteType.Integer).Value = 0;
        command.Parameters.Add("$bytes", SqliteType.Blob).Value = DBNull.Value;
        return command;
    }
}

/// <summary>The work of writing one record.</summary>
internal sealed class StateWrite(string name, string grain, long? etag, byte[]? bytes) : CommitWork<StateWriter>(bytes?.Length ?? 0)
{
    /// <summary>The version that was written; null when the record stood elsewhere.</summary>
    public long? NewVersion { get; private set; }

    /// <summary>Where the record stood, when nothing was written.</summary>
    public long? StoredVersion { get; private set; }

    /// <inheritdoc/>
    public override void Execute(StateWriter target)
    {
        var written = target.Write(name, grain, etag, bytes);
        NewVersion = written ? (etag ?? 0) + 1 : null;
        StoredVersion = written ? null : target.Version(name, grain);
    }
}
