using Orleans.Runtime;

namespace Orleans
{
    /// <summary>A grain that can be reminded, also after its host was down.</summary>
    public interface IRemindable : IGrain
    {
        /// <summary>Called at every tick of a reminder. A tick that fell into a time without a host is not made up for.</summary>
        Task ReceiveReminder(string reminderName, TickStatus status);
    }

    /// <summary>Stores reminders.</summary>
    public interface IReminderTable
    {
        /// <summary>Called before the silo takes calls.</summary>
        Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        /// <summary>The reminders of a grain.</summary>
        Task<ReminderTableData> ReadRows(GrainId grainId);

        /// <summary>The reminders of the grains whose uniform hash is above <paramref name="begin"/> and not above <paramref name="end"/>; of all, when both are equal.</summary>
        Task<ReminderTableData> ReadRows(uint begin, uint end);

        /// <summary>One reminder; null when there is none of this name.</summary>
        Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName);

        /// <summary>Adds or replaces a reminder; returns its new version.</summary>
        Task<string?> UpsertRow(ReminderEntry entry);

        /// <summary>Removes a reminder if it still has this version; false when it has not.</summary>
        Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag);

        /// <summary>Removes all reminders.</summary>
        Task TestOnlyClearTable();

        /// <summary>Called when the silo has stopped.</summary>
        Task StopAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
    }

    /// <summary>A stored reminder.</summary>
    [GenerateSerializer]
    public sealed class ReminderEntry
    {
        /// <summary>The grain to remind.</summary>
        [Id(0)]
        public GrainId GrainId { get; set; }

        /// <summary>The name of the reminder, unique in the grain.</summary>
        [Id(1)]
        public string ReminderName { get; set; } = "";

        /// <summary>The time of the first tick, UTC.</summary>
        [Id(2)]
        public DateTime StartAt { get; set; }

        /// <summary>The time from tick to tick.</summary>
        [Id(3)]
        public TimeSpan Period { get; set; }

        /// <summary>The version.</summary>
        [Id(4)]
        public string? ETag { get; set; }

        /// <summary>Grain, name, times and version.</summary>
        public override string ToString() => $"<GrainId={GrainId} ReminderName={ReminderName} Period={Period} StartAt={StartAt:O} ETag={ETag}>";
    }

    /// <summary>Stored reminders.</summary>
    [GenerateSerializer]
    public sealed class ReminderTableData
    {
        /// <summary>Several.</summary>
        public ReminderTableData(IEnumerable<ReminderEntry> list) => Reminders = list.ToArray();

        /// <summary>The reminders.</summary>
        [Id(0)]
        public IList<ReminderEntry> Reminders { get; } = [];
    }
}

namespace Orleans.Runtime
{
    /// <summary>A reminder, as its grain holds it.</summary>
    public interface IGrainReminder
    {
        /// <summary>The name of the reminder.</summary>
        string ReminderName { get; }
    }

    /// <summary>Which tick of a reminder this is.</summary>
    [GenerateSerializer, Immutable]
    public readonly struct TickStatus
    {
        /// <summary>Sets all times.</summary>
        public TickStatus(DateTime firstTickTime, TimeSpan period, DateTime timeStamp)
        {
            FirstTickTime = firstTickTime;
            Period = period;
            CurrentTickTime = timeStamp;
        }

        /// <summary>When the first tick was or would have been, UTC.</summary>
        [Id(0)]
        public DateTime FirstTickTime { get; }

        /// <summary>The time from tick to tick.</summary>
        [Id(1)]
        public TimeSpan Period { get; }

        /// <summary>When this tick was sent, UTC.</summary>
        [Id(2)]
        public DateTime CurrentTickTime { get; }
    }

    /// <summary>A reminder could not be stored or removed.</summary>
    [GenerateSerializer]
    public sealed class ReminderException : OrleansException
    {
        /// <summary>An exception with a message.</summary>
        public ReminderException(string message) : base(message) { }
    }
}

namespace Orleans.Timers
{
    /// <summary>Registers the reminders of grains.</summary>
    public interface IReminderRegistry
    {
        /// <summary>Adds or changes a reminder.</summary>
        /// <exception cref="ArgumentException">The period is shorter than <see cref="Hosting.ReminderOptions.MinimumReminderPeriod"/>, or the name is empty.</exception>
        Task<IGrainReminder> RegisterOrUpdateReminder(GrainId callingGrainId, string reminderName, TimeSpan dueTime, TimeSpan period);

        /// <summary>Removes a reminder.</summary>
        /// <exception cref="ReminderException">It was changed since it was read.</exception>
        Task UnregisterReminder(GrainId callingGrainId, IGrainReminder reminder);

        /// <summary>A reminder by its name; null when there is none.</summary>
        Task<IGrainReminder?> GetReminder(GrainId callingGrainId, string reminderName);

        /// <summary>All reminders of a grain.</summary>
        Task<List<IGrainReminder>> GetReminders(GrainId callingGrainId);
    }
}
