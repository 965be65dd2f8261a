namespace Twins.Silo.Storage;

/// <summary>When an append counts as durable.</summary>
internal enum Durability
{
    /// <summary>When <c>fdatasync</c> has returned: it survives loss of power.</summary>
    Fdatasync,

    /// <summary>When the operating system has it: it survives the end of the process, not loss of power. For tests and trials.</summary>
    None,
}

/// <summary>How the embedded storage writes.</summary>
internal sealed record StorageOptions
{
    /// <summary>When an append counts as durable.</summary>
    public Durability Durability { get; init; } = Durability.Fdatasync;

    /// <summary>A segment of the log is closed when it has grown by so many bytes on the disk: a commit writes whole pages, so small ones take more than their batches have.</summary>
    public long SegmentBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>A segment of the log is closed when it is so old.</summary>
    public TimeSpan SegmentAge { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What of the log is kept beyond what its partitions need.</summary>
    public LogRetention Retention { get; init; } = new(TimeSpan.Zero, MaxBytes: 0);

    /// <summary>What may wait for one store's disk; who comes later waits for a place.</summary>
    public CommitLimits Limits { get; init; } = new(MaxItems: 16_384, MaxBytes: 64L * 1024 * 1024);

    /// <summary>How long the stores may take to close; one for all of a data directory.</summary>
    public StopLimit Stop { get; init; } = new(Timeout.InfiniteTimeSpan);
}

/// <summary>The bounds of a queue of work.</summary>
/// <param name="MaxItems">At most so many items.</param>
/// <param name="MaxBytes">At most so many bytes; a larger item is taken alone.</param>
internal sealed record CommitLimits(int MaxItems, long MaxBytes);

/// <summary>How long entries stay in the log that no partition needs any more.</summary>
/// <param name="Age">Older segments go.</param>
/// <param name="MaxBytes">The oldest go while there are more bytes; null for 20 GB or a quarter of what would be free without the log, whichever is less.</param>
internal sealed record LogRetention(TimeSpan Age, long? MaxBytes)
{
    private const long UsualBytes = 20_000_000_000;

    /// <summary>The bytes of segments that may stay.</summary>
    public long Allowed(DiskRoom room, long logBytes) => MaxBytes ?? Math.Min(UsualBytes, (room.FreeBytes + logBytes) / 4);
}
