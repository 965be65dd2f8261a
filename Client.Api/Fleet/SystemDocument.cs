using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json.Serialization;
using Twins.Grains.Fleet;
using Twins.Grains.Partitions;

namespace Twins.Client.Api.Fleet;

/// <summary>The state of the whole system. Counters count since the process started.</summary>
/// <param name="Version">Of the software.</param>
/// <param name="Engine">What runs the twins.</param>
/// <param name="Schema">Of the data directory.</param>
/// <param name="Durability">fdatasync, or none.</param>
/// <param name="StartedAt">Start of the process.</param>
/// <param name="Ready">Whether reports are accepted and everything kept is served.</param>
/// <param name="Partitions">The shares that twins are divided into.</param>
/// <param name="Links">Open connections that have logged in.</param>
/// <param name="Grains">Live twin activations by kind.</param>
/// <param name="Reports">What became of realtime and reissue reports.</param>
/// <param name="Refused">Reports refused at the socket, by reason.</param>
/// <param name="Events">The event log.</param>
/// <param name="Memory">Of the process.</param>
/// <param name="RefusedBySender">Reports refused, by account and reason; senders without an account, and those beyond 256, count as <c>(other)</c>.</param>
/// <param name="Clock">The wall clock.</param>
/// <param name="Disk">The disk that holds the data.</param>
internal sealed record SystemDocument(
    string Version,
    EngineDocument Engine,
    int Schema,
    string Durability,
    DateTimeOffset StartedAt,
    bool Ready,
    PartitionsDocument Partitions,
    LinksDocument Links,
    GrainsDocument Grains,
    ReportsDocument Reports,
    IReadOnlyDictionary<string, long> Refused,
    EventsDocument Events,
    MemoryDocument Memory,
    IReadOnlyDictionary<string, ImmutableSortedDictionary<string, long>> RefusedBySender,
    ClockDocument Clock,
    DiskDocument Disk)
{
    private static readonly string[] s_reasons = ["check-code", "length", "login-unknown", "rate", "overload", "disk"];

    private static string ProductVersion { get; } =
        typeof(SystemDocument).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    internal static SystemDocument Of(SystemStatus status) => new(
        ProductVersion, new EngineDocument(status.Engine, status.OrleansVersion), status.Schema, status.Durability, status.StartedAt, status.Ready,
        new PartitionsDocument(status.Partitions, status.MaxLagBatches, status.MissingBatches), new LinksDocument(status.Terminals, status.Platforms),
        new GrainsDocument(status.Grains.GetValueOrDefault(TwinKind.Vehicle), status.Grains.GetValueOrDefault(TwinKind.BatteryPack)),
        ReportsDocument.Of(status.Reports), RefusedOf(status.Reports.Refused),
        new EventsDocument(status.EventsAppended, status.EventCursor), new MemoryDocument(status.ResidentBytes),
        status.Reports.RefusedBySender, new ClockDocument(status.ClockSettled), new DiskDocument(status.DiskFreeBytes));

    /// <summary>The known reasons in their documented order, always; a reason that is new follows.</summary>
    private static Dictionary<string, long> RefusedOf(IReadOnlyDictionary<string, long> refused)
    {
        var ordered = s_reasons.ToDictionary(reason => reason, reason => refused.GetValueOrDefault(reason));
        foreach (var (reason, count) in refused) ordered.TryAdd(reason, count);
        return ordered;
    }
}

/// <summary>What runs the twins.</summary>
/// <param name="Name">embedded or orleans.</param>
/// <param name="Orleans">Version of the Orleans packages; null on the embedded engine.</param>
internal sealed record EngineDocument(string Name, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Orleans);

/// <summary>The shares that twins are divided into.</summary>
/// <param name="Count">Of each kind.</param>
/// <param name="MaxLag">Batches that the partition furthest behind has not applied.</param>
/// <param name="Missing">Batches that the log has lost and that were passed over since the start.</param>
internal sealed record PartitionsDocument(int Count, long MaxLag, long Missing);

/// <summary>Open connections that have logged in.</summary>
/// <param name="Terminals">Of vehicles' own terminals.</param>
/// <param name="Platforms">Of manufacturers' platforms.</param>
internal sealed record LinksDocument(long Terminals, long Platforms);

/// <summary>Live twin activations.</summary>
/// <param name="Vehicle">Vehicles.</param>
/// <param name="BatteryPack">Battery packs.</param>
internal sealed record GrainsDocument(long Vehicle, long BatteryPack);

/// <summary>
/// Realtime and reissue reports. Once still: received = durable + pending + refusedTotal, and durable = applied + late + duplicate + quarantined + lag.
/// </summary>
/// <param name="Received">Counted at the socket.</param>
/// <param name="Durable">In the log.</param>
/// <param name="Pending">Received, neither refused nor in the log yet.</param>
/// <param name="Applied">Changed live state.</param>
/// <param name="Late">Older than what is live, or re-sent: history only.</param>
/// <param name="Duplicate">Same time and content as one of the last eight of its vehicle.</param>
/// <param name="Quarantined">Not wholly readable, or more than five minutes ahead of their arrival.</param>
/// <param name="Lag">In the log, not applied yet.</param>
/// <param name="RefusedTotal">Sum of <c>refused</c>.</param>
/// <param name="PerSecond">Received in the last full second.</param>
internal sealed record ReportsDocument(
    long Received, long Durable, long Pending, long Applied, long Late, long Duplicate, long Quarantined, long Lag, long RefusedTotal, double PerSecond)
{
    internal static ReportsDocument Of(ReportTotals totals) => new(
        totals.Received, totals.Durable, totals.Pending, totals.Outcomes.Applied, totals.Outcomes.Late, totals.Outcomes.Duplicate,
        totals.Outcomes.Quarantined, totals.Lag, totals.Refused.Values.Sum(), totals.PerSecond);
}

/// <summary>The event log.</summary>
/// <param name="Appended">Events written since the process started.</param>
/// <param name="Cursor">Of the last event; absent while there is none.</param>
internal sealed record EventsDocument(long Appended, string? Cursor);

/// <summary>Memory of the process.</summary>
/// <param name="ResidentBytes">Resident set.</param>
internal sealed record MemoryDocument(long ResidentBytes);

/// <summary>The wall clock.</summary>
/// <param name="Settled">False after a step of more than 5 s until it has run evenly for 30 s: until then neither silence nor reports ahead of their time are judged.</param>
internal sealed record ClockDocument(bool Settled);

/// <summary>The disk that holds the data.</summary>
/// <param name="FreeBytes">Below 5 % of the disk, reports are refused.</param>
internal sealed record DiskDocument(long FreeBytes);
