using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Concurrency;

namespace Orleans.Runtime;

/// <summary>A grain class: what is known of it before any activation, and its activations by key.</summary>
internal sealed class GrainClass
{
    private readonly ConcurrentDictionary<IdSpan, Activation> _activations = new();
    private readonly Func<IdSpan, Activation> _create;
    private readonly GrainActivator _activator;

    public GrainClass(Silo silo, Type type)
    {
        Silo = silo;
        Type = type;
        GrainType = GrainType.Create(NameOf(type));
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute), inherit: true);
        CollectionAge = type.GetCustomAttribute<CollectionAgeLimitAttribute>() is { AlwaysActive: true } ? Timeout.InfiniteTimeSpan : silo.CollectionOptions.CollectionAge;
        HasOnActivate = Overrides(type, nameof(IGrainBase.OnActivateAsync));
        HasOnDeactivate = Overrides(type, nameof(IGrainBase.OnDeactivateAsync));
        HasFilter = typeof(IIncomingGrainCallFilter).IsAssignableFrom(type);
        _activator = new(silo.Services, type);
        _create = key => new Activation(this, key);
    }

    public Silo Silo { get; }

    public Type Type { get; }

    public GrainType GrainType { get; }

    public bool IsReentrant { get; }

    /// <summary>How long an activation may be idle; <see cref="Timeout.InfiniteTimeSpan"/> for always active.</summary>
    public TimeSpan CollectionAge { get; }

    /// <summary>Whether the class has its own OnActivateAsync: most have not, and then none is called.</summary>
    public bool HasOnActivate { get; }

    public bool HasOnDeactivate { get; }

    /// <summary>Whether the class filters its own calls.</summary>
    public bool HasFilter { get; }

    public int Count => _activations.Count;

    public IEnumerable<Activation> Activations => _activations.Values;

    public Activation GetOrCreate(IdSpan key) => _activations.GetOrAdd(key, _create);

    public Activation? Find(IdSpan key) => _activations.GetValueOrDefault(key);

    public void Remove(Activation activation) => _activations.TryRemove(new(activation.GrainId.Key, activation));

    public object CreateInstance(Activation activation) => _activator.Create(activation);

    /// <summary>The class name in lower case, without the suffix "grain".</summary>
    private static string NameOf(Type type)
    {
        const string Suffix = "grain";
        var name = type.Name.ToLowerInvariant();
        return name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
    }

    private static bool Overrides(Type type, string method)
    {
        if (!typeof(IGrainBase).IsAssignableFrom(type))
            return false;
        var map = type.GetInterfaceMap(typeof(IGrainBase));
        var index = Array.FindIndex(map.InterfaceMethods, candidate => candidate.Name == method);
        var declaring = map.TargetMethods[index].DeclaringType;
        return declaring != typeof(Grain) && declaring != typeof(IGrainBase);
    }
}
