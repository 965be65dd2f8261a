using System.Collections.Concurrent;

namespace Orleans.Runtime;

/// <summary>The objects of the host that grains may call back, by their made-up keys.</summary>
internal sealed class Observers(Silo silo)
{
    public static readonly GrainType Type = GrainType.Create("sys.observer");
    private readonly ConcurrentDictionary<IdSpan, LocalObserver> _byKey = new();

    public GrainId Add(IGrainObserver instance)
    {
        var id = GrainId.Create(Type, Guid.NewGuid().ToString("N"));
        _byKey[id.Key] = new(silo, id, instance);
        return id;
    }

    public bool Remove(IdSpan key) => _byKey.TryRemove(key, out _);

    /// <summary>Hands a call to its observer; a call to none is left to time out.</summary>
    public void Deliver(GrainReference reference, RequestBase request)
    {
        if (_byKey.TryGetValue(reference.Key, out var observer) && observer.Receive(request))
            return;
        Remove(reference.Key);
        silo.LogNoObserver(reference);
    }
}
