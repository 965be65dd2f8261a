namespace Twins.Grains.Partitions;

/// <summary>The whole of one twin as a reader sees it.</summary>
/// <param name="Id">The twin's natural key.</param>
/// <param name="Version">Rises with every change of the document; the entity tag.</param>
[GenerateSerializer, Immutable, Alias("Twins.TwinSnapshot")]
public abstract record TwinSnapshot([property: Id(0)] string Id, [property: Id(1)] long Version);
