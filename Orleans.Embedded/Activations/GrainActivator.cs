using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Runtime;

/// <summary>Constructs the instances of one grain class; services come from the host, facets and the context from the activation.</summary>
internal sealed class GrainActivator
{
    private readonly ObjectFactory _factory;
    private readonly Func<Activation, object>[] _facets;
    private readonly bool _needsScope;

    public GrainActivator(IServiceProvider services, Type type)
    {
        var parameters = Constructor(type)?.GetParameters() ?? [];
        var given = parameters.Where(IsGiven).ToArray();
        _facets = given.Select(FacetOf).ToArray();
        _factory = ActivatorUtilities.CreateFactory(type, given.Select(parameter => parameter.ParameterType).ToArray());
        var lifetimes = services.GetRequiredService<ServiceLifetimes>();
        _needsScope = parameters.Except(given).Any(parameter => !lifetimes.IsSingleton(parameter.ParameterType));
    }

    public object Create(Activation activation)
    {
        var services = _needsScope ? activation.ActivationServices : activation.Silo.Services;
        if (_facets.Length == 0)
            return _factory(services, null);
        var facets = new object[_facets.Length];
        for (var index = 0; index < facets.Length; index++)
            facets[index] = _facets[index](activation);
        return _factory(services, facets);
    }

    private static ConstructorInfo? Constructor(Type type)
    {
        var constructors = type.GetConstructors();
        return constructors.FirstOrDefault(candidate => candidate.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute)))
            ?? constructors.MaxBy(candidate => candidate.GetParameters().Length);
    }

    private static bool IsGiven(ParameterInfo parameter)
        => parameter.ParameterType == typeof(IGrainContext) || parameter.IsDefined(typeof(PersistentStateAttribute));

    private static Func<Activation, object> FacetOf(ParameterInfo parameter)
        => parameter.GetCustomAttribute<PersistentStateAttribute>() is { } state
            ? Storage.PersistentStateFactory.For(parameter.ParameterType, state)
            : static activation => activation;
}
