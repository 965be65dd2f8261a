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

    /// <summary>A segment of the log is closed when its batches have so many bytes.</summary>
    public long SegmentBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>A segment of the log is closed when it is so old.</summary>
    public TimeSpan SegmentAge { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What may wait for one store's disk; who comes later waits for a place.</summary>
    public CommitLimits Limits { get; init; } = new(MaxItems: 16_384, MaxBytes: 64L * 1024 * 1024);
}

/// <summary>The bounds of a queue of work.</summary>
/// <param name="MaxItems">At most so many items.</param>
/// <param name="MaxBytes">At most so many bytes; a larger item is taken alone.</param>
internal sealed record CommitLimits(int MaxItems, long MaxBytes);
