namespace Twins.Grains.Partitions;

/// <summary>A partition cannot answer yet: it is starting. Ask again in a second.</summary>
[GenerateSerializer, Alias("Twins.PartitionUnavailableException")]
public sealed class PartitionUnavailableException : Exception
{
    /// <summary>Without a reason.</summary>
    public PartitionUnavailableException() : this("The partition is starting; ask again in a second.") { }

    /// <summary>With a reason.</summary>
    public PartitionUnavailableException(string message) : base(message) { }

    /// <summary>With a reason and its cause.</summary>
    public PartitionUnavailableException(string message, Exception innerException) : base(message, innerException) { }
}
