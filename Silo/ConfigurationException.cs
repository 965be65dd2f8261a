namespace Twins.Silo;

/// <summary>What was asked for cannot be done as it is configured; the message is one sentence for the operator, and the process ends with exit code 2.</summary>
internal sealed class ConfigurationException(string message, Exception? innerException = null) : Exception(message, innerException);
