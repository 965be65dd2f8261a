using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Providers;
using Orleans.Storage;

namespace Orleans.Runtime.Hosting
{
    /// <summary>Registers grain storage.</summary>
    public static class StorageProviderExtensions
    {
        /// <summary>Registers a storage under a name; under <see cref="ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME"/> also as the default.</summary>
        public static IServiceCollection AddGrainStorage<T>(this IServiceCollection collection, string name, Func<IServiceProvider, string, T> implementationFactory)
            where T : IGrainStorage
        {
            collection.AddKeyedSingleton<IGrainStorage>(name, (services, _) => implementationFactory(services, name));
            if (name == ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)
                collection.TryAddSingleton(services => services.GetRequiredKeyedService<IGrainStorage>(name));
            if (typeof(ILifecycleParticipant<ISiloLifecycle>).IsAssignableFrom(typeof(T)))
                collection.AddSingleton(services => (ILifecycleParticipant<ISiloLifecycle>)services.GetRequiredKeyedService<IGrainStorage>(name));
            return collection;
        }
    }
}

namespace Orleans.Providers
{
    /// <summary>Well-known names of providers.</summary>
    public static class ProviderConstants
    {
        /// <summary>The storage of grains that name none.</summary>
        public const string DEFAULT_STORAGE_PROVIDER_NAME = "Default";
    }
}

namespace Orleans.Configuration
{
    /// <summary>Options of <c>AddMemoryGrainStorage</c>; there is nothing to set here.</summary>
    public class MemoryGrainStorageOptions;
}
