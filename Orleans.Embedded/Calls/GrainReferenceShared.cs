namespace Orleans.Runtime;

/// <summary>What all references to one grain type through one interface have in common.</summary>
public class GrainReferenceShared
{
    internal GrainReferenceShared(Silo silo, GrainClass? grainClass, GrainType grainType, string interfaceName)
    {
        Silo = silo;
        Class = grainClass;
        GrainType = grainType;
        InterfaceName = interfaceName;
    }

    /// <summary>The type part of the identities.</summary>
    public GrainType GrainType { get; }

    internal string InterfaceName { get; }

    internal Silo Silo { get; }

    /// <summary>The class that the references activate; null for observers.</summary>
    internal GrainClass? Class { get; }
}
