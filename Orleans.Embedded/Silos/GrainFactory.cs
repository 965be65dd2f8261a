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

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable => (TGrainInterface)Create(typeof(TGrainInterface), grainId);

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
        if (obj is GrainReference)
            throw new ArgumentException("Argument obj is already a grain reference.", nameof(obj));
        if (obj is not TGrainObserverInterface)
            throw new ArgumentException($"The provided object must implement '{typeof(TGrainObserverInterface).FullName}'.", nameof(obj));
        return (TGrainObserverInterface)Create(typeof(TGrainObserverInterface), silo.Observers.Add(obj));
    }

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
        if (obj is not GrainReference reference)
            throw new ArgumentException("Argument reference is not a grain reference.", nameof(obj));
        if (!silo.Observers.Remove(reference.Key))
            throw new ArgumentException("Reference is not associated with a local object.", nameof(obj));
    }

    /// <summary>A reference to an identity, through an interface.</summary>
    public object Create(Type interfaceType, GrainId grainId)
    {
        var maker = _byType.GetOrAdd((interfaceType, grainId.Type), key => NewMaker(
            key.Interface,
            key.Type == Observers.Type ? null : silo.Classes.Find(key.Type) ?? throw new ArgumentException($"There is no grain class of type \"{key.Type}\""),
            key.Type));
        return maker.Create(grainId.Key);
    }

    /// <summary>A reference without an interface; it can be compared and cast.</summary>
    public GrainReference CreateUntyped(GrainClass? grainClass, IdSpan key, GrainType type) => new(new(silo, grainClass, type, ""), key);

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
        => _byInterface.GetOrAdd((interfaceType, prefix), key => Resolve(key.Interface, key.Prefix));

    private Maker Resolve(Type interfaceType, string? prefix)
    {
        var grainClass = silo.Classes.Resolve(interfaceType, prefix);
        return NewMaker(interfaceType, grainClass, grainClass.GrainType);
    }

    private Maker NewMaker(Type interfaceType, GrainClass? grainClass, GrainType type)
        => new(new(silo, grainClass, type, interfaceType.FullName!), _activators.For(interfaceType));

    private sealed record Maker(GrainReferenceShared Shared, Func<GrainReferenceShared, IdSpan, GrainReference> New)
    {
        public GrainReference Create(IdSpan key) => New(Shared, key);
    }

    private static class Slot<TGrainInterface>
    {
        public static Maker? Last { get; set; }
    }
}
