using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Twins.Grains.Partitions;
using Twins.Silo.Hosting;

namespace Twins.Silo.Tests.Hosting;

/// <summary>What a silo does with a partition that has stopped: it says so, and holds nothing else up for it.</summary>
public sealed class FleetTests
{
    private static readonly PartitionId s_stopped = new(TwinKind.Vehicle, 1);
    private readonly FakeTimeProvider _time = new();
    private readonly PartitionMap _map = new(2);
    private readonly Dictionary<string, FakePartition> _partitions;
    private readonly IGrainFactory _grains;

    public FleetTests()
    {
        _partitions = _map.All().ToDictionary(id => id.ToString(), id => new FakePartition(id) { Fault = id == s_stopped ? "It has stopped." : null });
        _grains = DispatchProxy.Create<IGrainFactory, FakeGrains>();
        ((FakeGrains)(object)_grains).Partitions = _partitions;
    }

    [Fact]
    public async Task R7_a_stopped_partition_makes_the_silo_not_ready_and_its_restart_is_over_all_the_same()
    {
        var flush = new FlushPlan(TimeSpan.FromDays(1), _time);
        using var watch = new FleetWatch(_map, _grains, new StreamClock(_time), flush, _time, NullLogger<FleetWatch>.Instance);
        _partitions["battery-pack-0"].IsReady = false;
        await watch.StartAsync(TestContext.Current.CancellationToken);
        await AskedAsync();
        Assert.True(flush.IsRestarting);
        _partitions["battery-pack-0"].IsReady = true;
        await AskedAsync();
        Assert.False(flush.IsRestarting);
        Assert.Equal("It has stopped.", watch.NotReady);
        Assert.False(watch.WhenReady.IsCompleted);
        await AskedAsync();
        var (asked, from) = (_partitions["vehicle-0"].Asked, _time.GetUtcNow());
        while (_time.GetUtcNow() - from < TimeSpan.FromSeconds(100))
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.InRange(_partitions["vehicle-0"].Asked - asked, 0, 101);
        _partitions[s_stopped.ToString()].Fault = null;
        await AskedAsync();
        Assert.Null(watch.NotReady);
        await watch.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Packs_are_drained_although_a_partition_of_vehicles_is_stopped()
    {
        await new FleetDrain(_map, _grains, NullLogger<FleetDrain>.Instance).StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["battery-pack-0", "battery-pack-1", "vehicle-0"], _partitions.Values.Where(partition => partition.IsDrained).Select(partition => partition.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_drain_that_takes_longer_than_a_call_may_is_asked_for_again()
    {
        _partitions["vehicle-0"].Timeouts = 2;
        await new FleetDrain(_map, _grains, NullLogger<FleetDrain>.Instance).StopAsync(TestContext.Current.CancellationToken);
        Assert.True(_partitions["vehicle-0"].IsDrained);
    }

    /// <summary>Until all partitions were asked, and what they said was looked at.</summary>
    private async Task AskedAsync()
    {
        var partition = _partitions["vehicle-0"];
        for (var asked = partition.Asked; partition.Asked < asked + 3;)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }
}

/// <summary>One partition that is where a test puts it.</summary>
internal sealed class FakePartition(PartitionId id) : IPartitionGrain
{
    public string Name { get; } = id.ToString();

    public volatile string? Fault;

    public volatile bool IsReady = true;

    public volatile int Asked;

    /// <summary>Drains that take too long for a call.</summary>
    public int Timeouts { get; set; }

    public bool IsDrained { get; private set; }

    public Task PokeAsync() => Task.CompletedTask;

    public Task<TwinSnapshot?> ReadAsync(string id) => Task.FromResult<TwinSnapshot?>(null);

    public Task<RowPage> ListAsync(string? after, int limit) => Task.FromResult(new RowPage([], false, 0, null));

    public Task DrainAsync()
    {
        if (Timeouts-- > 0) throw new TimeoutException("The partition did not answer in time.");
        if (Fault is { } why) throw new PartitionUnavailableException(why);
        IsDrained = true;
        return Task.CompletedTask;
    }

    public Task<PartitionStatus> StatusAsync()
    {
        Interlocked.Increment(ref Asked);
        return Task.FromResult(new PartitionStatus(id, IsReady && Fault is null, 0, 0, 0, 0, Fault, 0));
    }
}

/// <summary>A factory that knows these partitions only.</summary>
public class FakeGrains : DispatchProxy
{
    internal Dictionary<string, FakePartition> Partitions { get; set; } = [];

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Partitions[(string)args![0]!];
}
