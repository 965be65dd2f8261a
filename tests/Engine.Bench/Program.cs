using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Twins.Bench.Common;
using Twins.Engine.Bench;

// Measures the engine alone: ./twins bench engine
return await Benchmark.RunAsync("engine", args, async bench =>
{
    bench.Header = new() { Engine = typeof(Grain).Assembly.GetName().Name == "Orleans.Embedded" ? "embedded" : "orleans" };
    var builder = Host.CreateApplicationBuilder();
    builder.Logging.ClearProviders();
    builder.UseOrleans(silo => silo.UseLocalhostClustering().AddMemoryGrainStorageAsDefault().AddMemoryGrainStorage("PubSubStore")
        .AddMemoryStreams("memory", streams => streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly)));
    using var host = builder.Build();
    await host.StartAsync();
    var grains = host.Services.GetRequiredService<IGrainFactory>();

    // First, while nothing else fills the heap.
    await Activations.MeasureAsync(bench, grains);
    await Calls.MeasureAsync(bench, grains);
    await Streams.MeasureAsync(bench, host.Services.GetRequiredService<IClusterClient>());
    await Ticks.MeasureAsync(bench, grains);
    await host.StopAsync();
});
