using System.Linq.Expressions;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization.Configuration;

namespace Orleans.Runtime;

/// <summary>Constructors of the generated reference classes, by interface.</summary>
internal sealed class ReferenceActivators
{
    private readonly Dictionary<Type, Type> _proxies = [];

    public ReferenceActivators(IServiceProvider services)
    {
        foreach (var proxy in services.GetRequiredService<TypeManifestOptions>().InterfaceProxies)
        {
            var interfaces = proxy.GetInterfaces();
            var own = Array.Find(interfaces, candidate => typeof(IAddressable).IsAssignableFrom(candidate) && Array.TrueForAll(interfaces, other => !typeof(IAddressable).IsAssignableFrom(other) || other.IsAssignableFrom(candidate)));
            _proxies[own!] = proxy;
        }
    }

    /// <exception cref="ArgumentException">No reference class was generated for the interface.</exception>
    public Func<GrainReferenceShared, IdSpan, GrainReference> For(Type interfaceType)
    {
        if (!_proxies.TryGetValue(interfaceType, out var proxy))
            throw new ArgumentException($"{interfaceType} is no grain interface, or the assembly that declares it was built without the source generator");
        var shared = Expression.Parameter(typeof(GrainReferenceShared));
        var key = Expression.Parameter(typeof(IdSpan));
        var constructor = proxy.GetConstructor([typeof(GrainReferenceShared), typeof(IdSpan)])!;
        return Expression.Lambda<Func<GrainReferenceShared, IdSpan, GrainReference>>(Expression.New(constructor, shared, key), shared, key).Compile();
    }
}
