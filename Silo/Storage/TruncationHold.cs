namespace Twins.Silo.Storage;

/// <summary>
/// Whoever holds this deletes segments of the log, or keeps them from being deleted: a lock on a file, so that it ends with the process that holds it. A backup
/// holds it while it copies; a running log takes it for the moment of a deletion, and otherwise deletes later.
/// </summary>
internal sealed class TruncationHold : IDisposable
{
    private const string FileName = "truncation.lock";
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);
    private readonly FileStream _lock;

    private TruncationHold(FileStream held) => _lock = held;

    /// <summary>Null while somebody else holds it.</summary>
    /// <param name="log">The directory of the segments.</param>
    /// <exception cref="UnauthorizedAccessException">The file is not to be opened, or the directory not to be written.</exception>
    public static TruncationHold? TryTake(string log)
    {
        try
        {
            // Reading is enough to lock it, and is granted when another user, who made a backup, has created it.
            return new TruncationHold(new FileStream(Path.Combine(log, FileName), FileMode.OpenOrCreate, FileAccess.Read, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Waits for it; a deletion takes moments.</summary>
    public static async Task<TruncationHold> TakeAsync(string log, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryTake(log) is { } taken) return taken;
            await Task.Delay(s_pause, cancellationToken);
        }
    }

    /// <summary>Lets others delete.</summary>
    public void Dispose() => _lock.Dispose();
}
