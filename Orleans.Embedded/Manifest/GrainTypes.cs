using System.Reflection;
using Orleans.Configuration;

namespace Orleans.Runtime;

/// <summary>What the name and the attributes of a grain class say.</summary>
internal static class GrainTypes
{
    private const string Suffix = "grain";

    /// <summary>The attribute's name, or the class name in lower case without the suffix "grain".</summary>
    public static GrainType Of(Type type)
    {
        if (type.GetCustomAttribute<GrainTypeAttribute>(inherit: false) is { } attribute)
            return attribute.GrainType;
        var name = type.Name.ToLowerInvariant();
        return GrainType.Create(name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name);
    }

    public static TimeSpan CollectionAge(Type type, GrainCollectionOptions options)
    {
        if (type.GetCustomAttribute<CollectionAgeLimitAttribute>(inherit: true) is { } attribute)
            return attribute.AlwaysActive ? Timeout.InfiniteTimeSpan : attribute.AgeLimit;
        return options.CollectionAge;
    }
}
