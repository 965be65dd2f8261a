using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Twins.Grains.Events;
using Twins.Grains.Fleet;

namespace Twins.Grains.Partitions;

/// <summary>What a partition needs from outside itself; one object for all partitions of a silo.</summary>
/// <param name="Log">The partitions' logs.</param>
/// <param name="Appender">The way into other partitions, and into its own.</param>
/// <param name="Events">The event log.</param>
/// <param name="Pages">Grain storage for pages and checkpoints.</param>
/// <param name="Twins">The twins.</param>
/// <param name="Map">Who owns which twin.</param>
/// <param name="Layout">How many pages a partition has.</param>
/// <param name="Flush">How often pages are written.</param>
/// <param name="Silence">What ticks say of silence.</param>
/// <param name="Clock">Stream time.</param>
/// <param name="Time">The clock of waits and flushes.</param>
/// <param name="Intakes">Who is alive.</param>
/// <param name="Counters">What became of reports.</param>
/// <param name="LoggerFactory">For log messages.</param>
public sealed record PartitionPorts(
    IPartitionLog Log,
    IPartitionAppender Appender,
    IEventLog Events,
    IGrainStorage Pages,
    ITwinDirectory Twins,
    PartitionMap Map,
    PageLayout Layout,
    FlushPlan Flush,
    SilenceLimits Silence,
    StreamClock Clock,
    TimeProvider Time,
    LivingIntakes Intakes,
    ReportCounters Counters,
    ILoggerFactory LoggerFactory);

/// <summary>What counts as silence; ticks carry it into the logs, so that a replay goes by what was configured then.</summary>
/// <param name="SilentAfter">An open link without a frame for so long is silent.</param>
/// <param name="OfflineAfter">Without a frame for so long a vehicle is offline.</param>
public sealed record SilenceLimits(TimeSpan SilentAfter, TimeSpan OfflineAfter)
{
    /// <summary>60 s and ten minutes.</summary>
    public static SilenceLimits Default { get; } = new(TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(10));
}

/// <summary>How a partition's twins are stored.</summary>
/// <param name="PagesPerPartition">Fixed with the partitions; about 64 twins fall on a page of a full city.</param>
public sealed record PageLayout(int PagesPerPartition)
{
    /// <summary>Pages of each partition where nothing else is said: 355,000 twins over 64 partitions and 96 pages are 58 a page.</summary>
    public const int DefaultPages = 96;
}
