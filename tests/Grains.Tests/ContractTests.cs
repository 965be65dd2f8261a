using Twins.Engine.Conformance;
using Twins.Grains.Partitions;
using Twins.Grains.Vehicles;

namespace Twins.Grains.Tests;

public sealed class ContractTests
{
    [Fact]
    public void Every_grain_interface_message_and_stored_type_of_the_twins_keeps_the_contract()
    {
        var breaches = ContractChecks.Breaches(typeof(IVehicleGrain).Assembly, typeof(PartitionGrain).Assembly);
        Assert.True(breaches.Count == 0, string.Join("\n", breaches));
    }
}
