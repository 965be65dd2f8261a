using System.Collections.Immutable;
using Twins.Grains.Fleet;
using Twins.Grains.Partitions;

namespace Twins.Client.Api.Tests.Fakes;

internal sealed class FakeSystem : ISystemGrain
{
    public SystemStatus Status { get; set; } = new(
        new DateTimeOffset(2026, 11, 22, 8, 0, 0, TimeSpan.Zero), Ready: true, "embedded", OrleansVersion: null, Schema: 1, "fdatasync", Partitions: 64,
        MaxLagBatches: 0, Terminals: 0, Platforms: 1,
        ImmutableDictionary<TwinKind, long>.Empty.Add(TwinKind.Vehicle, 1).Add(TwinKind.BatteryPack, 1),
        new ReportTotals(241, 241, 0, 0, new ReportCounts(237, 4, 0, 0, 0), Refused(), 0.0,
            ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, long>>.Empty.Add(
                "oem-1", ImmutableSortedDictionary<string, long>.Empty.Add("overload", 2))),
        EventsAppended: 6, EventCursor: "c6", ResidentBytes: 123456789, ClockSettled: true, DiskFreeBytes: 987654321, MissingBatches: 0);

    public Exception? Failure { get; set; }

    public Task<SystemStatus> StatusAsync() => Failure is null ? Task.FromResult(Status) : Task.FromException<SystemStatus>(Failure);

    public static ImmutableSortedDictionary<string, long> Refused(long overload = 0) => new Dictionary<string, long>
    {
        ["check-code"] = 0, ["disk"] = 0, ["length"] = 0, ["login-unknown"] = 0, ["overload"] = overload, ["rate"] = 0,
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);
}
