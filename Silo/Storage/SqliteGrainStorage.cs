using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Orleans.Storage;
using SQLitePCL;
using Twins.Grains.Partitions;

namespace Twins.Silo.Storage;

/// <summary>
/// Grain state as JSON in one SQLite file, each record with its length and CRC-32C. ETags are versions, compared and set, with the meaning of Orleans' own ADO.NET
/// provider: a write without a tag must find no record; a cleared record keeps counting.
/// </summary>
internal sealed class SqliteGrainStorage : IGrainStorage, IStoreHealth, IAsyncDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS state(
          name TEXT NOT NULL, grain TEXT NOT NULL, etag INTEGER NOT NULL, length INTEGER NOT NULL, checksum INTEGER NOT NULL, bytes BLOB,
          PRIMARY KEY(name, grain));
        """;

    private readonly SqliteStore<StateWriter> _store;
    private readonly GroupCommit<StateWriter> _commits;
    private readonly RetriedReads _reads;
    private readonly JsonSerializerOptions _json;

    /// <summary>Opens the grain state of a data directory.</summary>
    /// <exception cref="ConfigurationException">The file cannot be opened.</exception>
    public SqliteGrainStorage(
        DataDirectory directory, StorageOptions options, JsonSerializerOptions json, TimeProvider time, ILogger<SqliteGrainStorage> logger)
    {
        _store = new SqliteStore<StateWriter>(directory.StatePath, options.Durability, Schema, (connection, hook) => new StateWriter(connection, hook));
        _commits = new GroupCommit<StateWriter>("grain state", _store, options.Limits, options.Stop, time, logger);
        _reads = new RetriedReads("grain state", time, logger);
        _json = json;
    }

    /// <inheritdoc/>
    public string? Fault => _commits.Fault;

    internal SqliteStore<StateWriter> Store => _store;

    /// <inheritdoc/>
    /// <exception cref="StateDamagedException">The record cannot be read.</exception>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var grain = grainId.ToString();
        var (version, exists, state) = await _reads.RunAsync(() => Read<T>(stateName, grain), CancellationToken.None);
        grainState.State = exists ? state! : NewState<T>();
        grainState.RecordExists = exists;
        grainState.ETag = version?.ToString(CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    /// <exception cref="InconsistentStateException">The record stands at another version.</exception>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(grainState.State, _json);
        if (FailPoint.IsArmed) FailPoint.Pass($"{stateName}.writing");
        grainState.ETag = await WriteAsync(stateName, grainId, grainState.ETag, bytes);
        if (FailPoint.IsArmed) FailPoint.Pass($"{stateName}.written");
        grainState.RecordExists = true;
    }

    /// <inheritdoc/>
    /// <exception cref="InconsistentStateException">The record stands at another version.</exception>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (!grainState.RecordExists && grainState.ETag is null)
        {
            await ReadStateAsync(stateName, grainId, grainState);
            if (!grainState.RecordExists) return;
        }

        grainState.ETag = await WriteAsync(stateName, grainId, grainState.ETag, null);
        grainState.RecordExists = false;
        grainState.State = NewState<T>();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _commits.EndAsync(_store.CloseAsync);

    private async Task<string> WriteAsync(string stateName, GrainId grainId, string? etag, byte[]? bytes)
    {
        var grain = grainId.ToString();
        long? version = null;
        if (etag is not null)
        {
            // A tag that is no number was never given by this provider, and stands nowhere.
            version = long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : -1;
        }

        var write = new StateWrite(stateName, grain, version, bytes);
        await _commits.DoAsync(write, CancellationToken.None);
        if (write.NewVersion is { } written) return written.ToString(CultureInfo.InvariantCulture);
        var stored = write.StoredVersion?.ToString(CultureInfo.InvariantCulture);
        throw new InconsistentStateException(
            $"The state '{stateName}' of grain {grain} was changed by another activation: it stands at ETag {stored ?? "none"}, not {etag ?? "none"}.", stored, etag);
    }

    private (long? Version, bool Exists, T? State) Read<T>(string stateName, string grain)
    {
        using var connection = _store.OpenReader();
        using var command = new SqliteCommand("SELECT etag, length, checksum, bytes FROM state WHERE name = $name AND grain = $grain", connection);
        command.Parameters.AddWithValue("$name", stateName);
        command.Parameters.AddWithValue("$grain", grain);
        using var reader = command.ExecuteReader();
        if (!reader.Read()) return default;
        var version = reader.GetInt64(0);
        if (reader.IsDBNull(3)) return (version, false, default);

        // Read where SQLite has them: a city's pages, copied once more, are half a gigabyte.
        var bytes = raw.sqlite3_column_blob(reader.Handle, 3);
        if (bytes.Length != reader.GetInt64(1))
            throw new StateDamagedException(stateName, grain, $"it says {reader.GetInt64(1)} bytes and has {bytes.Length}");
        if (Checksum.Crc32C(bytes) != reader.GetInt64(2)) throw new StateDamagedException(stateName, grain, "its checksum is wrong");
        return (version, true, Deserialize<T>(stateName, grain, bytes));
    }

    private T Deserialize<T>(string stateName, string grain, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(bytes, _json) ?? NewState<T>();
        }
        catch (JsonException e)
        {
            throw new StateDamagedException(stateName, grain, $"it is not a {typeof(T).Name}: {e.Message}", e);
        }
    }

    // As Orleans' activators do: a type without a parameterless constructor is not initialized.
    private static T NewState<T>() =>
        typeof(T).GetConstructor(Type.EmptyTypes) is null ? (T)RuntimeHelpers.GetUninitializedObject(typeof(T)) : Activator.CreateInstance<T>();
}
