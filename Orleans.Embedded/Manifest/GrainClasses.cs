using System.Collections.Concurrent;
using Orleans.Serialization.Configuration;

namespace Orleans.Runtime;

/// <summary>The grain classes of a host, by grain type and by the interfaces they implement.</summary>
internal sealed class GrainClasses
{
    private readonly Dictionary<GrainType, GrainClass> _byType = [];
    private readonly ConcurrentDictionary<Type, GrainClass[]> _byInterface = new();

    public GrainClasses(Silo silo, TypeManifestOptions manifest)
    {
        foreach (var type in manifest.InterfaceImplementations)
        {
            var grainClass = new GrainClass(silo, type);
            if (!_byType.TryAdd(grainClass.GrainType, grainClass))
                throw new InvalidOperationException($"{type} and {_byType[grainClass.GrainType].Type} have the same grain type \"{grainClass.GrainType}\": rename one of them");
        }
    }

    public IEnumerable<GrainClass> All => _byType.Values;

    public GrainClass? Find(GrainType type) => _byType.GetValueOrDefault(type);

    /// <summary>The class that implements an interface: the only one, or the one that is named like it, or the one whose full name begins with a prefix.</summary>
    /// <exception cref="ArgumentException">There is none, or more than one.</exception>
    public GrainClass Resolve(Type interfaceType, string? prefix)
    {
        var candidates = _byInterface.GetOrAdd(interfaceType, type => All.Where(candidate => type.IsAssignableFrom(candidate.Type)).ToArray());
        if (!string.IsNullOrWhiteSpace(prefix))
        {
            var matching = candidates.Where(candidate => candidate.Type.FullName!.StartsWith(prefix, StringComparison.Ordinal)).ToArray();
            candidates = Array.FindAll(matching, candidate => candidate.Type.FullName == prefix) is { Length: 1 } exact ? exact : matching;
        }

        if (candidates.Length == 0)
            throw new ArgumentException($"Could not find an implementation for interface {interfaceType}");
        if (candidates.Length == 1)
            return candidates[0];
        return Array.Find(candidates, candidate => candidate.Type.Name == interfaceType.Name[1..])
            ?? throw new ArgumentException($"Unable to identify a single appropriate grain type for interface {interfaceType}. Candidates: {string.Join(", ", candidates.Select(candidate => $"{candidate.GrainType} ({candidate.Type.FullName})"))}");
    }
}
