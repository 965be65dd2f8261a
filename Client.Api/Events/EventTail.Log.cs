namespace Twins.Client.Api.Events;

internal sealed partial class EventTail
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The event log could not be read; subscribers wait until it can.")]
    private partial void LogReadFailed(Exception exception);
}
