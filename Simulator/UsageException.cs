namespace Twins.Simulator;

/// <summary>The command line or an input asks for something that cannot be; the message is for the user. Exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
