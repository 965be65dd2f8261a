using System.Collections.Concurrent;

namespace Orleans.Runtime;

/// <summary>Makes references. What does not depend on the key is made once for each interface and class.</summary>
internal sealed class GrainFactory(Silo silo) : IClusterClient
{
    private readonly ReferenceActivators _activators = new(silo.Services);
    private readonly ConcurrentDictionary<(Type Interface, string? Prefix), Maker> _byInterface = new();
    private readonly ConcurrentDictionary<(Type Interface, GrainType Type), Maker> _byType = new();

    public IServiceProvider ServiceProvider => silo.Services;

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(primaryKey);
        return Make<TGrainInterface>(new(primaryKey), grainClassNamePrefix);
    }

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey => Make<TGrainInterface>(IntegerKey.Create(primaryKey), grainClassNamePrefix);

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => (IGrain)For(grainInterfaceType, null).Create(IdSpan.Create(grainPrimaryKey));

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey) => (IGrain)For(grainInterfaceType, null).Create(IntegerKey.Create(grainPrimaryKey));

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable => (TGrainInterface)Create(typeof(TGrainInterface), grainId);

    /// <summary>A reference to an identity, through an interface.</summary>
    public object Create(Type interfaceType, GrainId grainId)
    {
        var maker = _byType.GetOrAdd((interfaceType, grainId.Type), key => NewMaker(
            key.Interface,
            silo.Classes.Find(key.Type) ?? throw new ArgumentException($"There is no grain class of type \"{key.Type}\"")));
        return maker.Create(grainId.Key);
    }

    /// <summary>A reference without an interface; it can be compared and cast.</summary>
    public GrainReference CreateUntyped(GrainClass grainClass, IdSpan key) => new(new(silo, grainClass, grainClass.GrainType, ""), key);

    private TGrainInterface Make<TGrainInterface>(IdSpan key, string? prefix)
    {
        // One host a process is the rule: then this slot answers without a look-up.
        var maker = Slot<TGrainInterface>.Last;
        if (maker is null || prefix is not null || !ReferenceEquals(maker.Shared.Silo, silo))
        {
            maker = For(typeof(TGrainInterface), prefix);
            if (prefix is null)
                Slot<TGrainInterface>.Last = maker;
        }

        return (TGrainInterface)(object)maker.Create(key);
    }

    private Maker For(Type interfaceType, string? prefix)
        => _byInterface.GetOrAdd((interfaceType, prefix), key => NewMaker(key.Interface, silo.Classes.Resolve(key.Interface, key.Prefix)));

    private Maker NewMaker(Type interfaceType, GrainClass grainClass)
        => new(new(silo, grainClass, grainClass.GrainType, interfaceType.FullName!), _activators.For(interfaceType));

    private sealed record Maker(GrainReferenceShared Shared, Func<GrainReferenceShared, IdSpan, GrainReference> New)
    {
        public GrainReference Create(IdSpan key) => New(Shared, key);
    }

    private static class Slot<TGrainInterface>
    {
        public static Maker? Last { get; set; }
    }
}
