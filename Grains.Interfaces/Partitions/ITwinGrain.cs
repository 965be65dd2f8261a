using Orleans.Concurrency;

namespace Twins.Grains.Partitions;

/// <summary>
/// What every twin answers to its partition, and to nobody else. A twin is exactly at a position of its partition's log; it never persists
/// itself and never calls its partition (DESIGN, R3 and R4).
/// </summary>
[Alias("Twins.ITwinGrain")]
public interface ITwinGrain : IGrainWithStringKey
{
    /// <summary>Applies this twin's entries of one batch. The same batch again gives the same outcome again.</summary>
    [Alias("Apply")]
    ValueTask<TwinReply> ApplyAsync(TwinBatch batch);

    /// <summary>Puts the twin at a position: from a snapshot, or empty where there is none. Answers how that went, and no more: the page has the row.</summary>
    [Alias("Restore")]
    ValueTask<TwinReply> RestoreAsync(TwinRestore restore);

    /// <summary>The twin's snapshot, if it is exactly at <paramref name="expectedPosition"/> under <paramref name="epoch"/>.</summary>
    [Alias("Capture")]
    ValueTask<TwinCapture> CaptureAsync(long epoch, long expectedPosition);

    /// <summary>The twin as a reader sees it; null when the twin holds no state (its partition then restores it).</summary>
    [AlwaysInterleave, Alias("Read")]
    ValueTask<TwinSnapshot?> ReadAsync();
}
