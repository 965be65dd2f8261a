using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Streams;

namespace Orleans.Hosting;

/// <summary>Configures the services and options of one named provider.</summary>
public interface INamedServiceConfigurator
{
    /// <summary>The name of the provider.</summary>
    string Name { get; }

    /// <summary>Applies an action to the services of the host.</summary>
    Action<Action<IServiceCollection>> ConfigureDelegate { get; }
}

/// <summary>Configures a persistent stream provider.</summary>
public interface IPersistentStreamConfigurator : INamedServiceConfigurator;

/// <summary>Configures a persistent stream provider of a silo.</summary>
public interface ISiloPersistentStreamConfigurator : IPersistentStreamConfigurator;

/// <summary>Configures a memory stream provider.</summary>
public interface IMemoryStreamConfigurator : INamedServiceConfigurator;

/// <summary>Configures a memory stream provider of a silo.</summary>
public interface ISiloMemoryStreamConfigurator : IMemoryStreamConfigurator, ISiloPersistentStreamConfigurator;

/// <summary>Options of named providers.</summary>
public static class NamedServiceConfiguratorExtensions
{
    /// <summary>Configures options under the name of the provider.</summary>
    public static void Configure<TOptions>(this INamedServiceConfigurator configurator, Action<OptionsBuilder<TOptions>>? configureOptions)
        where TOptions : class, new()
    {
        ArgumentNullException.ThrowIfNull(configurator);
        configurator.ConfigureDelegate(services => configureOptions?.Invoke(services.AddOptions<TOptions>(configurator.Name)));
    }
}

/// <summary>Options of memory streams.</summary>
public static class MemoryStreamConfiguratorExtensions
{
    /// <summary>Sets the number of queues.</summary>
    public static void ConfigurePartitioning(this IMemoryStreamConfigurator configurator, int numOfQueues = HashRingStreamQueueMapperOptions.DEFAULT_NUM_QUEUES)
        => configurator.Configure<HashRingStreamQueueMapperOptions>(options => options.Configure(mapper => mapper.TotalQueueCount = numOfQueues));
}

/// <summary>Options of persistent streams.</summary>
public static class PersistentStreamConfiguratorExtensions
{
    /// <summary>Says how consumers are found.</summary>
    /// <exception cref="NotSupportedException">Not by attribute alone, which is the one way this engine has.</exception>
    public static void ConfigureStreamPubSub(this IPersistentStreamConfigurator configurator, StreamPubSubType pubsubType = StreamPubSubType.ExplicitGrainBasedAndImplicit)
    {
        if (pubsubType != StreamPubSubType.ImplicitOnly)
            throw new NotSupportedException($"This engine has implicit subscriptions only: configure the streams with {nameof(StreamPubSubType)}.{nameof(StreamPubSubType.ImplicitOnly)}, not {pubsubType}");
    }
}

/// <summary>Options of a silo's persistent streams.</summary>
public static class SiloPersistentStreamConfiguratorExtensions
{
    /// <summary>Sets how events are delivered.</summary>
    public static void ConfigurePullingAgent(this ISiloPersistentStreamConfigurator configurator, Action<OptionsBuilder<StreamPullingAgentOptions>>? configureOptions = null)
        => configurator.Configure(configureOptions);
}

internal sealed class SiloMemoryStreamConfigurator(string name, IServiceCollection services) : ISiloMemoryStreamConfigurator
{
    public string Name => name;

    public Action<Action<IServiceCollection>> ConfigureDelegate => configure => configure(services);
}
