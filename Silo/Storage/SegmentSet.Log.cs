namespace Twins.Silo.Storage;

internal sealed partial class SegmentSet
{
    [LoggerMessage(LogLevel.Warning, "{Path} failed and is not written again; the log goes on in a new segment.")]
    private partial void LogAbandoned(string path);

    [LoggerMessage(LogLevel.Warning, "{Path} could not be sealed; it stays as it is until the next start.")]
    private partial void LogNotSealed(Exception exception, string path);

    [LoggerMessage(LogLevel.Warning, "{Path} is needed no longer and could not be deleted.")]
    private partial void LogNotDeleted(Exception exception, string path);

    [LoggerMessage(LogLevel.Information, "{Path} was never finished and is removed; nothing was ever acknowledged from it.")]
    private partial void LogUnfinished(string path);
}
