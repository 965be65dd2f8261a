using Microsoft.Extensions.Logging.Abstractions;
using Twins.Grains.Partitions;
using Twins.Silo.Storage;

namespace Twins.Silo.Tests.Storage;

/// <summary>A data directory of its own for one test.</summary>
internal sealed class TempData : IDisposable
{
    public const int Partitions = 64;

    public TempData() => Directory = DataDirectory.Open(Path, Partitions);

    public string Path { get; } = System.IO.Directory.CreateTempSubdirectory("twins-storage-").FullName;

    public DataDirectory Directory { get; private set; }

    public string[] SegmentFiles => [.. System.IO.Directory.GetFiles(Directory.LogPath, "*.db").Select(System.IO.Path.GetFileName).Order()!];

    public SqliteLog OpenLog(StorageOptions? options = null, TimeProvider? time = null, DiskReserve? disk = null) =>
        new(Directory, options ?? new StorageOptions(), disk ?? Disks.Empty, time ?? TimeProvider.System, NullLogger<SqliteLog>.Instance);

    public void Dispose()
    {
        Directory.Dispose();
        System.IO.Directory.Delete(Path, recursive: true);
    }
}

/// <summary>Disks for tests.</summary>
internal static class Disks
{
    public static DiskReserve Empty => Of(() => new DiskRoom(100, 100));

    /// <summary>A disk that is looked at each time it is asked for.</summary>
    public static DiskReserve Of(Func<DiskRoom> measure) => new(measure, new HurryingTime());

    // Each look at it finds a second gone.
    private sealed class HurryingTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Add(ref _ticks, TimeSpan.TicksPerSecond);
    }
}

/// <summary>Batches for tests.</summary>
internal static class Batches
{
    public static readonly PartitionId First = new(TwinKind.Vehicle, 0);
    public static readonly PartitionId Second = new(TwinKind.BatteryPack, 0);

    /// <summary>A valid batch whose only entry carries a number and is as long as asked.</summary>
    public static byte[] Numbered(long number, int payloadBytes = 16, string writer = "test")
    {
        var builder = new LogBatchBuilder();
        builder.Add(EntryKind.Tick, "", DateTimeOffset.UnixEpoch, null, (ReadOnlySpan<byte>)new byte[payloadBytes]);
        return builder.Build(writer, number);
    }

    public static long NumberOf(LoggedBatch batch) => LogBatch.Decode(batch).WriterSequence;

    public static async Task<List<LoggedBatch>> ReadAllAsync(this IPartitionLog log, PartitionId partition, long after = 0, int maxBytes = 1 << 20)
    {
        var all = new List<LoggedBatch>();
        while (await log.ReadAsync(partition, after, maxBytes, TestContext.Current.CancellationToken) is { Count: > 0 } page)
        {
            all.AddRange(page);
            after = page[^1].Sequence;
        }

        return all;
    }

    /// <summary>Allows the deletion of what is through a sequence, and tidies.</summary>
    public static async Task TruncateNowAsync(this SqliteLog log, PartitionId partition, long through)
    {
        await log.TruncateAsync(partition, through, TestContext.Current.CancellationToken);
        log.Tidy();
    }
}

/// <summary>A clock whose timers fire at once, and which remembers how long they would have waited.</summary>
internal sealed class ImpatientTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<TimeSpan> _waits = [];

    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_gate) return [.. _waits];
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate) _waits.Add(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}

/// <summary>A clock of the test, which says when somebody begins to wait for it.</summary>
internal sealed class SignallingTime : Microsoft.Extensions.Time.Testing.FakeTimeProvider
{
    public SemaphoreSlim TimerCreated { get; } = new(0);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        TimerCreated.Release();
        return timer;
    }
}
