using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Runtime;

/// <summary>Which services are singletons: a grain that needs no others needs no service scope either.</summary>
internal sealed class ServiceLifetimes(IServiceCollection services)
{
    public bool IsSingleton(Type service)
    {
        var definition = service.IsGenericType ? service.GetGenericTypeDefinition() : service;
        var registered = services.Where(descriptor => descriptor.ServiceType == service || descriptor.ServiceType == definition).ToList();
        return registered.Count > 0 && registered.TrueForAll(descriptor => descriptor.Lifetime == ServiceLifetime.Singleton);
    }
}
