namespace Twins.Grains.Partitions;

/// <summary>Puts a twin at a position of its partition's log.</summary>
/// <param name="Epoch">The partition activation's epoch.</param>
/// <param name="Position">The sequence of the last batch whose entries the snapshot holds; 0 for none.</param>
/// <param name="Snapshot">As captured; empty for a twin that has never been captured.</param>
[GenerateSerializer, Immutable, Alias("Twins.TwinRestore")]
public sealed record TwinRestore(
    [property: Id(0)] long Epoch,
    [property: Id(1)] long Position,
    [property: Id(2)] ReadOnlyMemory<byte> Snapshot);

/// <summary>A twin's answer to a capture.</summary>
/// <param name="Status">Ok, or why there is no snapshot.</param>
/// <param name="Snapshot">The state as bytes, read again by the same kind of twin only; empty unless Ok.</param>
[GenerateSerializer, Immutable, Alias("Twins.TwinCapture")]
public sealed record TwinCapture([property: Id(0)] TwinStatus Status, [property: Id(1)] ReadOnlyMemory<byte> Snapshot);
