namespace Twins.Grains.Partitions;

/// <summary>
/// The pure state machine of a twin: state and entries in, state and outcome out; no clock, no I/O, no engine. A failure while decoding or in rules
/// quarantines the entry; any other exception leaves the twin unusable, and its grain discards it (R6).
/// </summary>
public interface ITwin
{
    /// <summary>Applies entries in order.</summary>
    TwinReply Apply(TwinBatch batch);

    /// <summary>The row now.</summary>
    TwinRow Row();

    /// <summary>The whole twin as a reader sees it.</summary>
    TwinSnapshot Read();

    /// <summary>The state as bytes for a page.</summary>
    byte[] Capture();
}
