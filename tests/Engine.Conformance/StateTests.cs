using Orleans.Runtime.Hosting;
using Orleans.Storage;

namespace Twins.Engine.Conformance;

[Alias("Conformance.IStateful")]
public interface IStateful : IGrainWithStringKey
{
    [Alias("Set")]
    Task<Guid> Set(int number);

    [Alias("SetTwice")]
    Task<int> SetTwiceInOneTurn(int number);

    [Alias("Get")]
    Task<int> Get();

    [Alias("Clear")]
    Task<bool> Clear();

    [Alias("CatchConflict")]
    Task<Guid> SetAndCatchConflict(int number);
}

[GenerateSerializer, Alias("Conformance.Numbered")]
public sealed class Numbered
{
    [Id(0)]
    public int Number { get; set; }
}

public sealed class StatefulGrain([PersistentState("number", "checked")] IPersistentState<Numbered> state) : Grain, IStateful
{
    private readonly Guid _id = Guid.NewGuid();

    public async Task<Guid> Set(int number)
    {
        state.State.Number = number;
        await state.WriteStateAsync();
        return _id;
    }

    public async Task<int> SetTwiceInOneTurn(int number)
    {
        state.State.Number = number;
        var first = state.WriteStateAsync();
        state.State.Number = number + 1;
        await Task.WhenAll(first, state.WriteStateAsync());
        return state.State.Number;
    }

    public Task<int> Get() => Task.FromResult(state.State.Number);

    public async Task<bool> Clear()
    {
        await state.ClearStateAsync();
        return state.RecordExists;
    }

    public async Task<Guid> SetAndCatchConflict(int number)
    {
        try
        {
            await Set(number);
        }
        catch (InconsistentStateException)
        {
            return _id;
        }

        return Guid.Empty;
    }
}

/// <summary>A storage whose next write can be made to come too late.</summary>
public sealed class CheckedStorage : IGrainStorage
{
    private readonly Dictionary<GrainId, (int Number, int Version)> _rows = [];

    public int Writes { get; private set; }

    public bool Conflict { get; set; }

    /// <summary>The operation that fails.</summary>
    public string? FailAt { get; set; }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Check(nameof(ReadStateAsync));
        var found = _rows.TryGetValue(grainId, out var row);
        grainState.State = (T)(object)new Numbered { Number = row.Number };
        grainState.ETag = found ? $"{row.Version}" : null;
        grainState.RecordExists = found;
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Check(nameof(WriteStateAsync));
        if (Conflict)
        {
            Conflict = false;
            throw new InconsistentStateException("too late", "2", grainState.ETag);
        }

        Writes++;
        var version = _rows.GetValueOrDefault(grainId).Version + 1;
        _rows[grainId] = (((Numbered)(object)grainState.State!).Number, version);
        grainState.ETag = $"{version}";
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Check(nameof(ClearStateAsync));
        _rows.Remove(grainId);
        grainState.ETag = null;
        grainState.RecordExists = false;
        grainState.State = (T)(object)new Numbered();
        return Task.CompletedTask;
    }

    private void Check(string operation)
    {
        if (FailAt == operation)
            throw new IOException("the disk is full");
    }
}

[Alias("Conformance.IHomeless")]
public interface IHomeless : IGrainWithIntegerKey
{
    [Alias("Key")]
    Task<long> Key();
}

public sealed class HomelessGrain([PersistentState("number", "nowhere")] IPersistentState<Numbered> state) : Grain, IHomeless
{
    public Task<long> Key() => Task.FromResult(this.GetPrimaryKeyLong() + state.State.Number);
}

public sealed class StateTests
{
    private static Task<EngineHost> StartAsync(CheckedStorage storage) => EngineHost.StartAsync(silo => silo.Services.AddGrainStorage("checked", (_, _) => storage));

    [Fact]
    public async Task A_conflict_that_escapes_ends_the_activation_so_that_the_next_reads_what_is_stored()
    {
        var storage = new CheckedStorage();
        await using var host = await StartAsync(storage);
        var grain = host.Grains.GetGrain<IStateful>("one");
        var first = await grain.Set(1);
        storage.Conflict = true;
        await Assert.ThrowsAsync<InconsistentStateException>(() => grain.Set(2));
        Assert.Equal(1, await grain.Get());
        Assert.NotEqual(first, await grain.Set(3));
        Assert.Equal(3, await grain.Get());
    }

    [Fact]
    public async Task A_conflict_that_is_caught_leaves_the_activation()
    {
        var storage = new CheckedStorage();
        await using var host = await StartAsync(storage);
        var grain = host.Grains.GetGrain<IStateful>("one");
        var first = await grain.Set(1);
        storage.Conflict = true;
        Assert.Equal(first, await grain.SetAndCatchConflict(2));
        Assert.Equal(first, await grain.Set(3));
    }

    [Fact]
    public async Task Writes_asked_for_in_one_turn_are_one_write_of_the_latest_state()
    {
        var storage = new CheckedStorage();
        await using var host = await StartAsync(storage);
        Assert.Equal(6, await host.Grains.GetGrain<IStateful>("one").SetTwiceInOneTurn(5));
        Assert.Equal(1, storage.Writes);
    }

    [Theory]
    [InlineData(nameof(IGrainStorage.ReadStateAsync))]
    [InlineData(nameof(IGrainStorage.WriteStateAsync))]
    [InlineData(nameof(IGrainStorage.ClearStateAsync))]
    public async Task What_a_storage_throws_reaches_the_caller_with_storage_state_operation_and_grain(string operation)
    {
        await using var host = await StartAsync(new() { FailAt = operation });
        var grain = host.Grains.GetGrain<IStateful>("one");
        var error = await Assert.ThrowsAnyAsync<OrleansException>(() => operation == nameof(IGrainStorage.ClearStateAsync) ? grain.Clear() : grain.Set(1));
        Assert.Contains($"Error from storage provider CheckedStorage.number during {operation} for grain stateful/one", error.Message, StringComparison.Ordinal);
        Assert.Contains("the disk is full", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_grain_whose_storage_is_missing_fails_its_callers_until_it_is_there()
    {
        await using (var host = await EngineHost.StartAsync())
        {
            var error = await Assert.ThrowsAnyAsync<Exception>(() => host.Grains.GetGrain<IHomeless>(-7).Key());
            Assert.Contains(nameof(BadProviderConfigException), error.ToString(), StringComparison.Ordinal);
            Assert.Contains("nowhere", error.ToString(), StringComparison.Ordinal);
        }

        await using (var host = await EngineHost.StartAsync(silo => silo.AddMemoryGrainStorage("nowhere")))
            Assert.Equal(-7, await host.Grains.GetGrain<IHomeless>(-7).Key());
    }

    [Fact]
    public async Task A_cleared_state_has_no_record()
    {
        await using var host = await StartAsync(new());
        var grain = host.Grains.GetGrain<IStateful>("one");
        await grain.Set(1);
        Assert.False(await grain.Clear());
        Assert.Equal(0, await grain.Get());
    }
}
