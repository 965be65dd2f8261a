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
    private readonly HashSet<(GrainId Grain, string Name)> _changed = [];
    private ITimer? _refresh;
    private bool _running;
    private bool _reading;

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

    /// <summary>Takes over what a grain has just stored.</summary>
    public void Set(ReminderEntry entry)
    {
        lock (_loaded)
        {
            if (_reading)
                _changed.Add((entry.GrainId, entry.ReminderName));
            Load(entry);
        }
    }

    /// <summary>Forgets what a grain has just removed.</summary>
    public void Remove(GrainId grain, string name)
    {
        lock (_loaded)
        {
            if (_reading)
                _changed.Add((grain, name));
            Unload((grain, name));
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

    /// <summary>Makes what is held what the table says. What changed here while the table was read is newer than the answer.</summary>
    private async Task ReadTableAsync()
    {
        lock (_loaded)
        {
            if (_reading)
                return;
            _reading = true;
            _changed.Clear();
        }

        try
        {
            var rows = (await Table.ReadRows(0, 0)).Reminders.ToDictionary(entry => (entry.GrainId, entry.ReminderName));
            lock (_loaded)
            {
                foreach (var gone in _loaded.Keys.Where(key => !rows.ContainsKey(key) && !_changed.Contains(key)).ToList())
                    Unload(gone);
                foreach (var (key, entry) in rows.Where(row => !_changed.Contains(row.Key)))
                    Load(entry);
            }
        }
        finally
        {
            lock (_loaded)
                _reading = false;
        }
    }

    private void Load(ReminderEntry entry)
    {
        if (!_running)
            return;
        var key = (entry.GrainId, entry.ReminderName);
        var loaded = _loaded.GetValueOrDefault(key);
        if (loaded is null)
            _loaded[key] = loaded = new(this, entry);
        else if (loaded.Entry.ETag == entry.ETag)
            return;
        loaded.Entry = entry;
        if (!loaded.Firing)
            WaitOrUnload(key, loaded, NextTick(entry, Now));
    }

    private void Unload((GrainId Grain, string Name) key)
    {
        if (_loaded.Remove(key, out var loaded))
            loaded.Dispose();
    }

    private void WaitOrUnload((GrainId Grain, string Name) key, Reminder reminder, DateTime due)
    {
        if (due > Now + options.Value.ReminderLoadingWindow)
            Unload(key);
        else
            reminder.Wait(due);
    }

    private async Task FireAsync(Reminder reminder)
    {
        var (entry, due) = (reminder.Entry, reminder.Due);
        try
        {
            var grain = silo.Factory.GetGrain<IRemindable>(entry.GrainId);
            await grain.ReceiveReminder(entry.ReminderName, new(entry.StartAt, entry.Period, Now));
            silo.Instruments.ReminderTicks.Add(1);
        }
        catch (Exception exception)
        {
            silo.LogReminderFailed(exception, entry);
        }

        lock (_loaded)
        {
            var key = (entry.GrainId, entry.ReminderName);
            if (!_running || _loaded.GetValueOrDefault(key) != reminder)
                return;
            var next = NextTick(reminder.Entry, Now);
            WaitOrUnload(key, reminder, next > due || reminder.Entry != entry ? next : due + entry.Period);
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

        public bool Firing { get; private set; }

        /// <summary>The tick that is waited for or being delivered.</summary>
        public DateTime Due { get; private set; }

        public void Wait(DateTime due)
        {
            Firing = false;
            Due = due;
            var wait = due - _owner.Now;
            _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }

        public void Dispose() => _timer.Dispose();

        private void Fire()
        {
            lock (_owner._loaded)
            {
                if (Firing || _owner._loaded.GetValueOrDefault((Entry.GrainId, Entry.ReminderName)) != this)
                    return;
                if (_owner.Now < Due)
                {
                    // The clock that timers run by is not the one that tells the time: neither early nor twice.
                    Wait(Due);
                    return;
                }

                Firing = true;
            }

            _ = _owner.FireAsync(this);
        }
    }
}
