using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Twins.Grains.Partitions;
using Twins.Silo.Engine;
using Twins.Silo.Reminded;
using Twins.Silo.Storage;

// The silo's engine and storage with one grain that is reminded, for a test that kills it: DIRECTORY register|wait
var builder = WebApplication.CreateBuilder();
builder.Logging.ClearProviders();
using var directory = DataDirectory.Open(args[0], 1);
EngineHost.Add(builder, new PartitionMap(1));
builder.Services
    .AddSingleton(TimeProvider.System)
    .AddEmbeddedStorage(directory, new StorageOptions())
    .Configure<ReminderOptions>(options => options.MinimumReminderPeriod = RemindedGrain.Period);
builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
await using var app = builder.Build();
await app.StartAsync();
if (args[1] == "register")
    await app.Services.GetRequiredService<IGrainFactory>().GetGrain<IRemindedGrain>("one").Register();
Console.WriteLine("started");
await app.WaitForShutdownAsync();
