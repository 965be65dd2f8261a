namespace Orleans.Placement;

/// <summary>Where a cluster activates the grains of a class. One host has one place, so that none has an effect there.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public abstract class PlacementAttribute : Attribute
{
    private protected PlacementAttribute() { }
}

/// <summary>On any silo.</summary>
public sealed class RandomPlacementAttribute : PlacementAttribute;

/// <summary>On the silo of the first caller.</summary>
public sealed class PreferLocalPlacementAttribute : PlacementAttribute;

/// <summary>By the hash of the identity.</summary>
public sealed class HashBasedPlacementAttribute : PlacementAttribute;

/// <summary>On the silo with the fewest recent activations.</summary>
public sealed class ActivationCountBasedPlacementAttribute : PlacementAttribute;

/// <summary>On the silo with the most resources free.</summary>
public sealed class ResourceOptimizedPlacementAttribute : PlacementAttribute;
