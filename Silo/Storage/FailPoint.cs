using System.Diagnostics;

namespace Twins.Silo.Storage;

/// <summary>
/// Named places between two durable writes, where the crash tests (tests/Crash) end the process as <c>kill -9</c> would. Without the environment
/// variable <see cref="Variable"/> a place does nothing; with it, one place ends the process the n-th time that it is passed.
/// </summary>
internal static class FailPoint
{
    /// <summary><c>NAME</c> or <c>NAME@N</c>.</summary>
    public const string Variable = "TWINS_FAILPOINT";

    public const string ManifestWritten = "manifest.written";
    public const string ManifestRenamed = "manifest.renamed";
    public const string StoreOpened = "store.opened";
    public const string StoreCreated = "store.created";
    public const string StoresReady = "stores.ready";
    public const string SegmentOpened = "segment.opened";
    public const string SegmentFilled = "segment.filled";
    public const string SegmentCommitted = "segment.committed";
    public const string SegmentBegun = "segment.begun";
    public const string SealIndexed = "seal.indexed";
    public const string SealCommitted = "seal.committed";
    public const string SealCopied = "seal.copied";
    public const string TruncateChosen = "truncate.chosen";
    public const string TruncateLogDeleted = "truncate.wal-deleted";
    public const string TruncateDeleted = "truncate.deleted";

    /// <summary>Around a group of appends, event pages or state records; see <see cref="GroupCommit{TTarget}"/>.</summary>
    public static IReadOnlyList<string> OfCommits { get; } =
        [.. from store in (string[])["log", "event-log", "grain-state"] from place in (string[])["begun", "executed", "committed"] select $"{store}.{place}"];

    /// <summary>Around a record of grain state: the checkpoint of a new epoch is the first of its partition.</summary>
    public static IReadOnlyList<string> OfRecords { get; } = ["page.writing", "page.written", "checkpoint.writing", "checkpoint.written"];

    /// <summary>Passed only by the first process on a directory.</summary>
    public static IReadOnlyList<string> OfCreation { get; } = [ManifestWritten, ManifestRenamed];

    /// <summary>Passed only by a log that forgets.</summary>
    public static IReadOnlyList<string> OfTruncation { get; } = [TruncateChosen, TruncateLogDeleted, TruncateDeleted];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. OfCreation, StoreOpened, StoreCreated, StoresReady, SegmentOpened, SegmentFilled, SegmentCommitted, SegmentBegun, SealIndexed, SealCommitted, SealCopied,
        .. OfTruncation, .. OfCommits, .. OfRecords,
    ];

    private static readonly (string Name, int Time)? s_armed = Parse(Environment.GetEnvironmentVariable(Variable));
    private static int s_passed;

    /// <summary>Whether the environment names a place.</summary>
    public static bool IsArmed => s_armed is not null;

    /// <summary>A process that was told to end here ends here.</summary>
    public static void Pass(string name)
    {
        if (s_armed is null || s_armed.Value.Name != name || Interlocked.Increment(ref s_passed) != s_armed.Value.Time) return;
        using var process = Process.GetCurrentProcess();
        process.Kill();
        // Until the signal arrives nothing more may be written.
        Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>Whether the variable can be understood, if it is set.</summary>
    /// <exception cref="ConfigurationException">It names no place.</exception>
    public static void Check()
    {
        if (s_armed is not { } armed || (All.Contains(armed.Name) && armed.Time > 0)) return;
        throw new ConfigurationException($"{Variable} names '{armed.Name}', time {armed.Time}; it can be NAME or NAME@N with one of {string.Join(' ', All)}.");
    }

    private static (string, int)? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        var parts = text.Split('@', 2);
        return (parts[0], parts.Length == 1 ? 1 : int.TryParse(parts[1], out var time) ? time : 0);
    }
}
