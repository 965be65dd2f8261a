namespace Twins.Silo.Storage;

internal sealed partial class GroupCommit<TTarget>
{
    [LoggerMessage(LogLevel.Error, "The {Store} could not be written; {Items} callers wait while it is tried again.")]
    private partial void LogFailed(Exception exception, string store, int items);

    [LoggerMessage(LogLevel.Warning, "A file of the {Store} that could not be written could not be closed either.")]
    private partial void LogNotLetGo(Exception exception, string store);

    [LoggerMessage(LogLevel.Error, "The {Store} could not be closed in time: the disk does not answer. What was said to be durable is; the next start does the rest.")]
    private partial void LogNotEnded(string store);

    [LoggerMessage(LogLevel.Information, "The {Store} is written again.")]
    private partial void LogRecovered(string store);
}
