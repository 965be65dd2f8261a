using Microsoft.Data.Sqlite;

namespace Twins.Silo.Storage;

/// <summary>Reads that are repeated until they succeed (R7); damage is not repeated.</summary>
internal sealed partial class RetriedReads(string store, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);

    /// <summary>Runs a blocking read off the caller's scheduler.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public async Task<T> RunAsync<T>(Func<T> read, CancellationToken cancellationToken)
    {
        for (var pause = s_firstPause; ; pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause)
        {
            try
            {
                return await Task.Run(read, cancellationToken);
            }
            catch (SqliteException e) when (e.IsDamage())
            {
                throw new InvalidDataException($"The {store} is damaged: {e.Message.TrimEnd('.')}; stop the silo and restore it from a backup.", e);
            }
            catch (Exception e) when (e is SqliteException or IOException)
            {
                LogRetried(e, store);
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The {Store} could not be read; it is tried again.")]
    private partial void LogRetried(Exception exception, string store);
}
