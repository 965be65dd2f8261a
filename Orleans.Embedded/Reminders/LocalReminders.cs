using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Hosting;

namespace Orleans.Runtime;

/// <summary>
/// The reminders that are due soon. The table is the truth: it is read at the start and then regularly, and only what is due within the
/// loading window is held here, each with a timer. While one tick of a reminder is being delivered its next ones wait.
/// </summary>
internal sealed class LocalReminders(Silo silo, IOptions<ReminderOptions> options) : ILifecycleParticipant<ISiloLifecycle>
{
    private readonly Dictionary<(GrainId Grain, string Name), Reminder> _loaded = [];
    private ITimer? _refresh;
    private bool _running;

    public IReminderTable Table { get; } = silo.Services.GetService<IReminderTable>()
        ?? throw new InvalidOperationException("The reminder service has not been configured: register an IReminderTable, or call UseInMemoryReminderService");

    private TimeProvider Time => silo.Time;

    private DateTime Now => Time.GetUtcNow().UtcDateTime;

    public void Participate(ISiloLifecycle lifecycle)
    {
        lifecycle.Subscribe(nameof(LocalReminders), ServiceLifecycleStage.RuntimeGrainServices, Table.StartAsync, Table.StopAsync);
        lifecycle.Subscribe(nameof(LocalReminders), ServiceLifecycleStage.Active, StartAsync, StopAsync);
    }

    /// <summary>When a reminder ticks next: its first tick, or a whole number of periods after it. What was missed is not made up for.</summary>
    public static DateTime NextTick(ReminderEntry entry, DateTime now)
    {
        if (now <= entry.StartAt)
            return DateTime.SpecifyKind(entry.StartAt, DateTimeKind.Utc);
        var sinceLast = (now.Ticks - entry.StartAt.Ticks) % entry.Period.Ticks;
        return sinceLast == 0 ? now : now.AddTicks(entry.Period.Ticks - sinceLast);
    }

    /// <summary>Takes a new or changed reminder over from the table.</summary>
    public void Set(ReminderEntry entry)
    {
        lock (_loaded)
        {
            if (!_running)
                return;
            var key = (entry.GrainId, entry.ReminderName);
            var loaded = _loaded.GetValueOrDefault(key);
            if (NextTick(entry, Now) > Now + options.Value.ReminderLoadingWindow)
            {
                Remove(entry.GrainId, entry.ReminderName);
            }
            else if (loaded is null)
            {
                _loaded[key] = loaded = new(this, entry);
                loaded.Wait(NextTick(entry, Now) - Now);
            }
            else if (loaded.Entry.ETag != entry.ETag)
            {
                loaded.Entry = entry;
                if (!loaded.Firing)
                    loaded.Wait(NextTick(entry, Now) - Now);
            }
        }
    }

    public void Remove(GrainId grain, string name)
    {
        lock (_loaded)
        {
            if (_loaded.Remove((grain, name), out var loaded))
                loaded.Dispose();
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        _running = true;
        await ReadTableAsync();
        _refresh = Timers.Create(silo.Time, static self => _ = ((LocalReminders)self!).RefreshAsync(), this);
        _refresh.Change(options.Value.RefreshReminderListPeriod, options.Value.RefreshReminderListPeriod);
    }

    private Task StopAsync(CancellationToken cancellationToken)
    {
        _refresh?.Dispose();
        lock (_loaded)
        {
            _running = false;
            foreach (var reminder in _loaded.Values)
                reminder.Dispose();
            _loaded.Clear();
        }

        return Task.CompletedTask;
    }

    private async Task RefreshAsync()
    {
        try
        {
            await ReadTableAsync();
        }
        catch (Exception exception)
        {
            silo.LogRemindersFailed(exception);
        }
    }

    private async Task ReadTableAsync()
    {
        List<(GrainId Grain, string Name)> before;
        lock (_loaded)
            before = [.. _loaded.Keys];
        var table = await Table.ReadRows(0, 0);
        foreach (var entry in table.Reminders)
        {
            before.Remove((entry.GrainId, entry.ReminderName));
            Set(entry);
        }

        foreach (var (grain, name) in before)
        {
            if (await Table.ReadRow(grain, name) is null)
                Remove(grain, name);
        }
    }

    private async Task FireAsync(Reminder reminder)
    {
        var entry = reminder.Entry;
        var tick = Now;
        try
        {
            var grain = silo.Factory.GetGrain<IRemindable>(entry.GrainId);
            await grain.ReceiveReminder(entry.ReminderName, new(entry.StartAt, entry.Period, tick));
            silo.Instruments.ReminderTicks.Add(1);
        }
        catch (Exception exception)
        {
            silo.LogReminderFailed(exception, entry);
        }

        lock (_loaded)
        {
            reminder.Firing = false;
            if (!_running || !_loaded.TryGetValue((entry.GrainId, entry.ReminderName), out var loaded) || loaded != reminder)
                return;
            var next = NextTick(reminder.Entry, Now);
            if (next <= tick)
                next = tick + reminder.Entry.Period;
            if (next > Now + options.Value.ReminderLoadingWindow)
                Remove(entry.GrainId, entry.ReminderName);
            else
                reminder.Wait(next - Now);
        }
    }

    private sealed class Reminder : IDisposable
    {
        private readonly LocalReminders _owner;
        private readonly ITimer _timer;

        public Reminder(LocalReminders owner, ReminderEntry entry)
        {
            _owner = owner;
            Entry = entry;
            _timer = Timers.Create(owner.Time, static reminder => ((Reminder)reminder!).Fire(), this);
        }

        public ReminderEntry Entry { get; set; }

        public bool Firing { get; set; }

        public void Wait(TimeSpan due) => _timer.Change(due > TimeSpan.Zero ? due : TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        public void Dispose() => _timer.Dispose();

        private void Fire()
        {
            lock (_owner._loaded)
                Firing = true;
            _ = _owner.FireAsync(this);
        }
    }
}
