using System.Collections.Immutable;
using Orleans.Concurrency;
using Twins.Grains.Partitions;

namespace Twins.Grains.Fleet;

/// <summary>The state of the whole system; clients use the key 0.</summary>
[Alias("Twins.ISystemGrain")]
public interface ISystemGrain : IGrainWithIntegerKey
{
    /// <summary>Counters and health since the process started.</summary>
    [AlwaysInterleave, Alias("Status")]
    Task<SystemStatus> StatusAsync();
}

/// <summary>Counters and health since the process started.</summary>
/// <param name="StartedAt">UTC.</param>
/// <param name="Ready">Whether reports are accepted and everything kept is served.</param>
/// <param name="Engine">embedded or orleans.</param>
/// <param name="OrleansVersion">Of the Orleans packages; null on the embedded engine.</param>
/// <param name="Schema">Of the data directory.</param>
/// <param name="Durability">fdatasync, or none.</param>
/// <param name="Partitions">Of each kind.</param>
/// <param name="MaxLagBatches">The largest lag of a partition.</param>
/// <param name="Terminals">Open terminal connections that have logged in.</param>
/// <param name="Platforms">Open platform connections that have logged in.</param>
/// <param name="Grains">Live twin activations by kind, as named in the API.</param>
/// <param name="Reports">What became of reports.</param>
/// <param name="EventsAppended">Events written since the start.</param>
/// <param name="EventCursor">The last event's cursor; null while there is none.</param>
/// <param name="ResidentBytes">Of the process.</param>
/// <param name="ClockSettled">Whether the wall clock agrees with stream time (R9).</param>
/// <param name="DiskFreeBytes">Of the disk that holds the data.</param>
/// <param name="MissingBatches">Sequences that the partitions' logs should have had, and did not; they are passed over.</param>
[GenerateSerializer, Immutable, Alias("Twins.SystemStatus")]
public sealed record SystemStatus(
    [property: Id(0)] DateTimeOffset StartedAt,
    [property: Id(1)] bool Ready,
    [property: Id(2)] string Engine,
    [property: Id(3)] string? OrleansVersion,
    [property: Id(4)] int Schema,
    [property: Id(5)] string Durability,
    [property: Id(6)] int Partitions,
    [property: Id(7)] long MaxLagBatches,
    [property: Id(8)] long Terminals,
    [property: Id(9)] long Platforms,
    [property: Id(10)] ImmutableDictionary<TwinKind, long> Grains,
    [property: Id(11)] ReportTotals Reports,
    [property: Id(12)] long EventsAppended,
    [property: Id(13)] string? EventCursor,
    [property: Id(14)] long ResidentBytes,
    [property: Id(15)] bool ClockSettled,
    [property: Id(16)] long DiskFreeBytes,
    [property: Id(17)] long MissingBatches);

/// <summary>
/// Realtime and reissue reports since the process started. Once still: received = durable + pending + refused, and
/// durable = applied + late + duplicate + quarantined + lag.
/// </summary>
/// <param name="Received">Counted at the socket.</param>
/// <param name="Durable">In the log.</param>
/// <param name="Pending">Received, neither refused nor in the log yet.</param>
/// <param name="Lag">In the log, not applied yet.</param>
/// <param name="Outcomes">What their twins made of them.</param>
/// <param name="Refused">By reason: check-code, length, login-unknown, rate, overload, disk.</param>
/// <param name="PerSecond">Received in the last full second.</param>
/// <param name="RefusedBySender">By account, then by reason; senders without one count as <c>(other)</c>.</param>
[GenerateSerializer, Immutable, Alias("Twins.ReportTotals")]
public sealed record ReportTotals(
    [property: Id(0)] long Received,
    [property: Id(1)] long Durable,
    [property: Id(2)] long Pending,
    [property: Id(3)] long Lag,
    [property: Id(4)] ReportCounts Outcomes,
    [property: Id(5)] ImmutableSortedDictionary<string, long> Refused,
    [property: Id(6)] double PerSecond,
    [property: Id(7)] ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, long>> RefusedBySender);
