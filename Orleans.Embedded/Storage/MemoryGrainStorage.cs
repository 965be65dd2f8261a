using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Keeps states in memory, as JSON: a grain reads a copy of what was written, as from any storage.</summary>
internal sealed class MemoryGrainStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<(string Name, GrainId Id), Row> _rows = new();
    private long _etag;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = _rows.GetValueOrDefault((stateName, grainId));
        var state = row is null ? default : JsonSerializer.Deserialize<T>(row.Json);
        grainState.State = state ?? NewState.Create<T>();
        grainState.ETag = row?.ETag;
        grainState.RecordExists = state is not null;
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var next = new Row(JsonSerializer.SerializeToUtf8Bytes(grainState.State), Interlocked.Increment(ref _etag).ToString(CultureInfo.InvariantCulture));
        Replace((stateName, grainId), grainState.ETag, next);
        grainState.ETag = next.ETag;
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Replace((stateName, grainId), grainState.ETag, null);
        grainState.ETag = null;
        grainState.RecordExists = false;
        grainState.State = NewState.Create<T>();
        return Task.CompletedTask;
    }

    private void Replace((string Name, GrainId Id) key, string? expectedETag, Row? next)
    {
        lock (_rows)
        {
            var stored = _rows.GetValueOrDefault(key)?.ETag;
            if (stored != expectedETag)
                throw new InconsistentStateException($"The state {key.Name} of {key.Id} was changed by another activation", stored, expectedETag);
            if (next is null)
                _rows.TryRemove(key, out _);
            else
                _rows[key] = next;
        }
    }

    private sealed record Row(byte[] Json, string ETag);
}
