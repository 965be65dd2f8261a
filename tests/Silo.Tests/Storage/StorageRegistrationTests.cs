using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Storage;
using SQLitePCL;
using Twins.Grains.Events;
using Twins.Grains.Partitions;
using Twins.Silo.Storage;

namespace Twins.Silo.Tests.Storage;

public sealed class StorageRegistrationTests : IDisposable
{
    private readonly TempData _data = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Each_port_is_one_object_and_grain_storage_has_both_names()
    {
        await using var services = Services(TimeProvider.System);
        Assert.IsType<SqliteLog>(services.GetRequiredService<IPartitionLog>());
        Assert.IsType<SqliteEventLog>(services.GetRequiredService<IEventLog>());
        Assert.IsType<SqliteReminderTable>(services.GetRequiredService<IReminderTable>());
        var pages = services.GetRequiredKeyedService<IGrainStorage>("pages");
        Assert.IsType<SqliteGrainStorage>(pages);
        Assert.Same(pages, services.GetRequiredKeyedService<IGrainStorage>("Default"));
    }

    [Fact]
    public async Task The_silo_is_not_ready_while_a_store_cannot_be_written()
    {
        var time = new SignallingTime();
        await using var services = Services(time);
        var health = services.GetRequiredService<HealthCheckService>();
        var before = await health.CheckHealthAsync(check => check.Tags.Contains("ready"), Token);
        Assert.Equal(["disk", "events", "log", "reminders", "state"], before.Entries.Keys.Order());
        Assert.Equal(HealthStatus.Healthy, before.Status);

        var log = services.GetRequiredService<SqliteLog>();
        log.Segments.Hook = (_, stage) =>
        {
            log.Segments.Hook = null;
            throw new SqliteException("database or disk is full", raw.SQLITE_FULL);
        };
        var append = log.AppendAsync(Batches.First, Batches.Numbered(1), Token);
        await time.TimerCreated.WaitAsync(Token);
        var during = await health.CheckHealthAsync(Token);
        Assert.Equal(HealthStatus.Unhealthy, during.Entries["log"].Status);
        Assert.Equal("The log cannot be written: database or disk is full; it is tried again until it can.", during.Entries["log"].Description);
        Assert.Equal(HealthStatus.Healthy, during.Entries["state"].Status);

        time.Advance(TimeSpan.FromMilliseconds(100));
        await append;
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(Token)).Status);
    }

    private ServiceProvider Services(TimeProvider time) => new ServiceCollection()
        .AddLogging()
        .AddSingleton(time)
        .AddEmbeddedStorage(_data.Directory, new StorageOptions(), JsonSerializerOptions.Web)
        .BuildServiceProvider();
}
