using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

internal partial class Silo
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Message} About to break its promise.")]
    public partial void LogTimeout(string message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A filter of a one-way call to {Reference} failed")]
    public partial void LogOneWayFilterFailed(Exception exception, GrainReference reference);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The observer {Reference} is gone or was deleted; the call to it is dropped")]
    public partial void LogNoObserver(GrainReference reference);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reading the reminder table failed; it will be read again")]
    public partial void LogRemindersFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The tick of reminder {Reminder} failed")]
    public partial void LogReminderFailed(Exception exception, ReminderEntry reminder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stopping stage {Stage} of the silo failed; the stop goes on")]
    public partial void LogStopFailed(Exception exception, int stage);

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to activate {Activation}")]
    public partial void LogActivationFailed(Exception exception, Activation activation);

    [LoggerMessage(Level = LogLevel.Error, Message = "Error while deactivating {Activation}; deactivation goes on")]
    public partial void LogDeactivationFailed(Exception exception, Activation activation);

    [LoggerMessage(Message = "The call {Request} ended with an exception")]
    public partial void LogCallFailed(LogLevel level, Exception exception, RequestBase request);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Caught and ignored exception thrown from timer callback of {Activation}")]
    public partial void LogTimerFailed(Exception exception, Activation activation);

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to deliver an event of stream {Stream} to {Consumer}")]
    public partial void LogStreamDeliveryFailed(Exception exception, StreamId stream, GrainReference consumer);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Activation} got an item of stream {Stream}, but has no observer for it. Dropping it")]
    public partial void LogNoStreamObserver(StreamId stream, Activation activation);
}
