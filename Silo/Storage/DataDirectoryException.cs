namespace Twins.Silo.Storage;

/// <summary>The data directory cannot be used as it is; its message is one sentence for the operator, and the host ends with exit code 2.</summary>
internal sealed class DataDirectoryException : Exception
{
    /// <summary>Without a reason.</summary>
    public DataDirectoryException() : this("The data directory cannot be used.") { }

    /// <summary>With a reason.</summary>
    public DataDirectoryException(string message) : base(message) { }

    /// <summary>With a reason and its cause.</summary>
    public DataDirectoryException(string message, Exception innerException) : base(message, innerException) { }
}
