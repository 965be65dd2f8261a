using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Twins.Engine.Bench;

// Measures the engine alone: dotnet run -c Release --project tests/Engine.Bench [NAME]
var builder = Host.CreateApplicationBuilder();
builder.Logging.ClearProviders();
builder.UseOrleans(silo => silo.UseLocalhostClustering().AddMemoryGrainStorageAsDefault().AddMemoryGrainStorage("PubSubStore")
    .AddMemoryStreams("memory", streams => streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly)));
using var host = builder.Build();
await host.StartAsync();
var grains = host.Services.GetRequiredService<IGrainFactory>();
var client = host.Services.GetRequiredService<IClusterClient>();
var only = args.FirstOrDefault();
Console.WriteLine($"engine={typeof(Grain).Assembly.GetName().Name} cores={Environment.ProcessorCount} serverGC={System.Runtime.GCSettings.IsServerGC}");

await Measure("activation.empty", 100_000, async count => await Memory("empty", count, number => grains.GetGrain<IEmpty>($"E{number:D16}").Call(1)));
await Measure("activation.state", 50_000, async count => await Memory("state", count, number => grains.GetGrain<IStateful>($"S{number:D16}").Call(1)));
var targets = Enumerable.Range(0, 10_000).Select(number => grains.GetGrain<IEmpty>($"T{number:D16}")).ToArray();
foreach (var name in (string[])["warm", "calls.task"])
    await Measure(name, 4_000_000, count => Callers(count, (caller, call) => targets[((caller * 7919) + call) % targets.Length].Call(call)));
await Measure("calls.valueTask", 4_000_000, count => Callers(count, (caller, call) => targets[((caller * 7919) + call) % targets.Length].CallValue(call).AsTask()));
await Measure("calls.yield", 2_000_000, count => Callers(count, (caller, call) => targets[((caller * 7919) + call) % targets.Length].CallLater(call)));
await Measure("calls.getGrain", 2_000_000, count => Callers(count, (caller, call) => grains.GetGrain<IEmpty>("T0000000000000001").Call(call)));
await Measure("stream.batches", 200_000, Stream);
await Measure("timer.ticks", 20_000, Ticks);
await host.StopAsync();

async Task Measure(string name, int count, Func<int, Task> run)
{
    if (only is not null && name != only)
        return;
    GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
    var allocated = GC.GetTotalAllocatedBytes(precise: true);
    var cpu = Process.GetCurrentProcess().TotalProcessorTime;
    var watch = Stopwatch.StartNew();
    await run(count);
    watch.Stop();
    var seconds = watch.Elapsed.TotalSeconds;
    var cpuSeconds = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds;
    Console.WriteLine($"{name,-18} {count / seconds,12:N0}/s  {count / cpuSeconds,12:N0} per CPU-second  {(GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)count,8:N0} bytes each");
}

async Task Callers(int count, Func<int, int, Task<int>> call)
{
    const int callers = 128;
    await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
    {
        for (var number = 0; number < count / callers; number++)
            await call(caller, number);
    })));
}

async Task Memory(string name, int count, Func<int, Task<int>> call)
{
    var before = GC.GetTotalMemory(forceFullCollection: true);
    for (var start = 0; start < count; start += 1000)
        await Task.WhenAll(Enumerable.Range(start, 1000).Select(call));
    var after = GC.GetTotalMemory(forceFullCollection: true);
    Console.WriteLine($"{"memory." + name,-18} {(after - before) / (double)count,12:N0} bytes per idle activation, key string of 17 characters included");
}

async Task Stream(int count)
{
    var streams = Enumerable.Range(0, 64).Select(number => client.GetStreamProvider("memory").GetStream<Batch>(StreamId.Create("bench", $"{number}"))).ToArray();
    var batch = new Batch(1, new byte[64]);
    Counts.Events = 0;
    for (var number = 0; number < count; number++)
    {
        while (number - Interlocked.Read(ref Counts.Events) > 4096)
            await Task.Yield();
        await streams[number % streams.Length].OnNextAsync(batch);
    }

    while (Interlocked.Read(ref Counts.Events) < count)
        await Task.Yield();
}

async Task Ticks(int count)
{
    const int timers = 2_000;
    await Task.WhenAll(Enumerable.Range(0, timers).Select(number => targets[number].Tick(TimeSpan.FromMilliseconds(1))));
    Counts.Events = 0;
    while (Interlocked.Read(ref Counts.Events) < count)
        await Task.Delay(1);
}
