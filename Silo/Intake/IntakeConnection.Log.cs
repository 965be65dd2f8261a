using System.Net;
using Twins.Protocols.Gbt32960;

namespace Twins.Silo.Intake;

internal sealed partial class IntakeConnection
{
    [LoggerMessage(LogLevel.Debug, "The connection of {Remote} ended.")]
    private partial void LogLost(Exception exception, EndPoint? remote);

    [LoggerMessage(LogLevel.Warning, "{Verdict} from {Remote}, id '{Id}'; {SkippedBytes} bytes of this connection were passed over so far.")]
    private partial void LogRefused(FrameVerdict verdict, EndPoint? remote, string id, long skippedBytes);

    [LoggerMessage(LogLevel.Debug, "Command {Command} of '{Id}' is not handled here.")]
    private partial void LogUnhandled(Command command, string id);

    [LoggerMessage(LogLevel.Warning, "'{Id}' from {Remote} says encryption 0, which GB/T 32960 does not define; it is read as 1, not encrypted. This connection is not told again.")]
    private partial void LogEncryptionUnset(string id, EndPoint? remote);

    [LoggerMessage(LogLevel.Information, "Platform '{Account}' logged in from {Remote}.")]
    private partial void LogPlatformIn(string account, EndPoint? remote);

    [LoggerMessage(LogLevel.Warning, "A login from {Remote} failed, number {Failures} of this connection.")]
    private partial void LogLoginFailed(EndPoint? remote, int failures);

    [LoggerMessage(LogLevel.Error, "The connection of {Remote} is closed: what it sent did not get into the log, and will be sent again.")]
    private partial void LogNotDurable(Exception exception, EndPoint? remote);
}
