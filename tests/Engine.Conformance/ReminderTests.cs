using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;

namespace Twins.Engine.Conformance;

[Alias("Conformance.IReminded")]
public interface IReminded : IGrainWithStringKey
{
    [Alias("Register")]
    Task Register(string name, TimeSpan due, TimeSpan period);

    [Alias("Unregister")]
    Task Unregister(string name);

    [Alias("Names")]
    Task<ImmutableArray<string>> Names();

    [Alias("UnregisterStale")]
    Task UnregisterStale(string name);

    [Alias("End")]
    Task End();
}

public sealed class RemindedGrain(Gates gates) : Grain, IReminded, IRemindable
{
    private int _ticks;

    public Task Register(string name, TimeSpan due, TimeSpan period) => this.RegisterOrUpdateReminder(name, due, period);

    public async Task Unregister(string name) => await this.UnregisterReminder((await this.GetReminder(name))!);

    public async Task<ImmutableArray<string>> Names() => [.. (await this.GetReminders()).Select(reminder => reminder.ReminderName).Order()];

    public async Task UnregisterStale(string name)
    {
        var stale = await this.GetReminder(name);
        await Register(name, TimeSpan.FromHours(2), TimeSpan.FromHours(2));
        await this.UnregisterReminder(stale!);
    }

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        gates.Log.Enqueue($"{reminderName} {status.Period}");
        gates.Statuses.Enqueue(status);
        gates.Open($"{reminderName} {++_ticks}");
        if (reminderName == "fails") throw new InvalidOperationException("a failing tick");
        return status.FirstTickTime <= status.CurrentTickTime ? Task.CompletedTask : throw new InvalidOperationException($"early {status}");
    }
}

/// <summary>A table that outlives its hosts.</summary>
public sealed class SharedReminderTable : IReminderTable
{
    private readonly Dictionary<(GrainId, string), ReminderEntry> _rows = [];
    private readonly Channel<bool> _reads = Channel.CreateUnbounded<bool>();
    private int _version;

    public Task<ReminderTableData> ReadRows(GrainId grainId) => Task.FromResult(Select(entry => entry.GrainId == grainId));

    public Task<ReminderTableData> ReadRows(uint begin, uint end)
    {
        _reads.Writer.TryWrite(true);
        return Task.FromResult(Select(_ => true));
    }

    /// <summary>Waits until the silo has read all rows so many times from now.</summary>
    public async Task Read(int times)
    {
        while (_reads.Reader.TryRead(out _))
        {
        }

        for (var read = 0; read < times; read++)
            await _reads.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
    }

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName)
    {
        lock (_rows)
            return Task.FromResult(_rows.GetValueOrDefault((grainId, reminderName)));
    }

    public Task<string?> UpsertRow(ReminderEntry entry)
    {
        lock (_rows)
        {
            entry.ETag = $"{++_version}";
            _rows[(entry.GrainId, entry.ReminderName)] = entry;
            return Task.FromResult<string?>(entry.ETag);
        }
    }

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag)
    {
        lock (_rows)
            return Task.FromResult(_rows.TryGetValue((grainId, reminderName), out var entry) && entry.ETag == eTag && _rows.Remove((grainId, reminderName)));
    }

    public Task TestOnlyClearTable()
    {
        lock (_rows)
            _rows.Clear();
        return Task.CompletedTask;
    }

    private ReminderTableData Select(Func<ReminderEntry, bool> predicate)
    {
        lock (_rows)
            return new(_rows.Values.Where(predicate).ToArray());
    }
}

public sealed class ReminderTests
{
    private static Task<EngineHost> StartAsync(SharedReminderTable table) => EngineHost.StartAsync(silo => Configure(silo, table));

    private static void Configure(ISiloBuilder silo, SharedReminderTable table)
    {
        silo.Services.AddSingleton<Gates>();
        silo.Services.AddSingleton<IReminderTable>(table);
        silo.AddReminders();
        silo.Configure<ReminderOptions>(options => options.MinimumReminderPeriod = TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task A_reminder_ticks_also_when_its_grain_is_not_active_and_after_a_restart()
    {
        var table = new SharedReminderTable();
        await using (var host = await StartAsync(table))
        {
            var grain = host.Grains.GetGrain<IReminded>("one");
            await grain.Register("wake", TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
            await host.Services.GetRequiredService<Gates>().Until("wake 1");
            await grain.End();
            await host.Services.GetRequiredService<Gates>().Until("wake 2");
        }

        await using (var host = await StartAsync(table))
        {
            await host.Services.GetRequiredService<Gates>().Until("wake 1");
            await host.Grains.GetGrain<IReminded>("one").Unregister("wake");
            Assert.Empty(await host.Grains.GetGrain<IReminded>("one").Names());
        }
    }

    [Fact]
    public async Task Reminders_are_listed_changed_and_removed_by_name()
    {
        await using var host = await StartAsync(new());
        var grain = host.Grains.GetGrain<IReminded>("one");
        await grain.Register("b", TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        await grain.Register("a", TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        await grain.Register("a", TimeSpan.FromMilliseconds(200), TimeSpan.FromHours(2));
        await host.Services.GetRequiredService<Gates>().Until("a 1");
        Assert.Equal(["a 02:00:00"], host.Services.GetRequiredService<Gates>().Log);
        Assert.Equal(["a", "b"], await grain.Names());
        await grain.Unregister("a");
        Assert.Equal(["b"], await grain.Names());
        Assert.Empty(await host.Grains.GetGrain<IReminded>("two").Names());
    }

    [Fact]
    public async Task Ticks_that_were_missed_are_not_made_up_for_and_the_cadence_stays()
    {
        var table = new SharedReminderTable();
        var period = TimeSpan.FromHours(1);
        var first = DateTime.UtcNow + TimeSpan.FromSeconds(1) - (3 * period);
        await table.UpsertRow(new() { GrainId = GrainId.Create("reminded", "one"), ReminderName = "wake", StartAt = first, Period = period });
        await using var host = await StartAsync(table);
        await host.Services.GetRequiredService<Gates>().Until("wake 1");
        var status = Assert.Single(host.Services.GetRequiredService<Gates>().Statuses);
        Assert.Equal((first, period), (status.FirstTickTime, status.Period));
        Assert.InRange(status.CurrentTickTime, first + (3 * period), first + (3 * period) + TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_reminder_that_is_removed_from_the_table_behind_the_silos_back_ends_with_the_next_reading()
    {
        var table = new SharedReminderTable();
        await using var host = await EngineHost.StartAsync(silo =>
        {
            Configure(silo, table);
            silo.Configure<ReminderOptions>(options => options.RefreshReminderListPeriod = TimeSpan.FromMilliseconds(100));
        });
        await host.Grains.GetGrain<IReminded>("one").Register("wake", TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
        var gates = host.Services.GetRequiredService<Gates>();
        await gates.Until("wake 1");
        await table.TestOnlyClearTable();
        await table.Read(2);
        var ticks = gates.Log.Count;
        await table.Read(3);
        Assert.InRange(gates.Log.Count, ticks, ticks + 1);
    }

    [Fact]
    public async Task A_tick_that_fails_does_not_end_the_reminder()
    {
        await using var host = await StartAsync(new());
        await host.Grains.GetGrain<IReminded>("one").Register("fails", TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
        await host.Services.GetRequiredService<Gates>().Until("fails 3");
    }

    [Fact]
    public async Task A_reminder_that_has_changed_since_it_was_read_is_not_removed()
    {
        await using var host = await StartAsync(new());
        var grain = host.Grains.GetGrain<IReminded>("one");
        await grain.Register("a", TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        await Assert.ThrowsAsync<ReminderException>(() => grain.UnregisterStale("a"));
        Assert.Equal(["a"], await grain.Names());
    }

    [Fact]
    public async Task A_period_below_the_minimum_is_refused()
    {
        await using var host = await StartAsync(new());
        await Assert.ThrowsAsync<ArgumentException>(() => host.Grains.GetGrain<IReminded>("one").Register("fast", TimeSpan.Zero, TimeSpan.FromMilliseconds(1)));
    }
}
