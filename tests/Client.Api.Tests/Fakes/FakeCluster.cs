using System.Collections.Concurrent;
using System.Reflection;
using Twins.Grains.Batteries;
using Twins.Grains.Events;
using Twins.Grains.Fleet;
using Twins.Grains.Partitions;
using Twins.Grains.Vehicles;

namespace Twins.Client.Api.Tests.Fakes;

/// <summary>The grains that the API calls, in memory, and a record of the calls.</summary>
internal sealed class FakeCluster
{
    private readonly ConcurrentDictionary<string, FakePartition> _partitions = [];

    public FakeCluster(int partitions)
    {
        Map = new PartitionMap(partitions);
        Factory = DispatchProxy.Create<Orleans.IGrainFactory, GrainFactoryProxy>();
        ((GrainFactoryProxy)Factory).Grain = Grain;
    }

    public Orleans.IGrainFactory Factory { get; }

    public PartitionMap Map { get; }

    public FakeEventLog Events { get; } = new();

    public FakeSystem System { get; } = new();

    /// <summary>Every call of a partition, as <c>vehicle-3.Read(VIN)</c>.</summary>
    public ConcurrentQueue<string> Calls { get; } = [];

    public FakePartition Partition(PartitionId id) => _partitions.GetOrAdd(id.ToString(), name => new FakePartition(name, Calls));

    public void Add(VehicleSnapshot vehicle) => Partition(Map.Of(TwinKind.Vehicle, vehicle.Id)).Snapshots[vehicle.Id] = vehicle;

    public void Add(BatteryPackSnapshot pack) => Partition(Map.Of(TwinKind.BatteryPack, pack.Id)).Snapshots[pack.Id] = pack;

    public void Add(TwinKind kind, TwinRow row)
    {
        var partition = Partition(Map.Of(kind, row.Id));
        lock (partition.Rows) partition.Rows[row.Id] = row;
    }

    private object Grain(Type type, object key) => type.Name switch
    {
        nameof(IPartitionGrain) => Partition(PartitionId.Parse((string)key)),
        nameof(IEventReaderGrain) => Events,
        nameof(ISystemGrain) => System,
        _ => throw new InvalidOperationException($"The API may not call {type.Name}."),
    };
}
