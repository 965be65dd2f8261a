namespace Twins.Grains.Partitions;

/// <summary>A record of a log cannot be read; its partition stops until an operator decides (R7).</summary>
[GenerateSerializer, Alias("Twins.LogDamagedException")]
public sealed class LogDamagedException : Exception
{
    /// <summary>Without a place.</summary>
    public LogDamagedException() { }

    /// <summary>With a message only.</summary>
    public LogDamagedException(string message) : base(message) { }

    /// <summary>With a message and its cause.</summary>
    public LogDamagedException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>With its place and reason.</summary>
    public LogDamagedException(PartitionId partition, long sequence, string why)
        : base($"The log of {partition} is damaged at sequence {sequence}: {why}; stop the silo and run './twins doctor --skip {partition}:{sequence}' to pass over it.") =>
        (Partition, Sequence) = (partition, sequence);

    /// <summary>Whose log.</summary>
    [Id(0)]
    public PartitionId Partition { get; }

    /// <summary>Which record.</summary>
    [Id(1)]
    public long Sequence { get; }
}
