using Microsoft.Extensions.Options;

namespace Orleans.Serialization.Configuration;

/// <summary>The grain interfaces, references and grain classes of an assembly; filled by generated code.</summary>
public sealed class TypeManifestOptions
{
    /// <summary>The generated reference classes.</summary>
    public HashSet<Type> InterfaceProxies { get; } = [];

    /// <summary>Grain classes.</summary>
    public HashSet<Type> InterfaceImplementations { get; } = [];
}

/// <summary>Adds the types of an assembly to the manifest.</summary>
public interface ITypeManifestProvider : IConfigureOptions<TypeManifestOptions>;

/// <summary>The base class of generated manifest providers.</summary>
public abstract class TypeManifestProviderBase : ITypeManifestProvider
{
    void IConfigureOptions<TypeManifestOptions>.Configure(TypeManifestOptions options) => ConfigureInner(options);

    /// <summary>Adds the types of the assembly.</summary>
    protected abstract void ConfigureInner(TypeManifestOptions options);
}

/// <summary>Names the manifest provider of an assembly.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class TypeManifestProviderAttribute : Attribute
{
    /// <summary>Sets the provider.</summary>
    public TypeManifestProviderAttribute(Type providerType)
    {
        ArgumentNullException.ThrowIfNull(providerType);
        if (!typeof(ITypeManifestProvider).IsAssignableFrom(providerType))
            throw new ArgumentException($"{providerType} does not implement {nameof(ITypeManifestProvider)}", nameof(providerType));
        ProviderType = providerType;
    }

    /// <summary>The provider.</summary>
    public Type ProviderType { get; }
}
