namespace Twins.Simulator.Link;

/// <summary>The server could not be reached, closed the connection, or refused the login; the message is for the user. Exit code 1.</summary>
internal sealed class LinkException(string message, Exception? cause = null) : Exception(message, cause);
