using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Orleans.Timers;

namespace Orleans.Runtime;

/// <summary>Writes reminders to the table and tells the silo of them.</summary>
internal sealed class ReminderRegistry(LocalReminders reminders, TimeProvider time, IOptions<ReminderOptions> options) : IReminderRegistry
{
    public async Task<IGrainReminder> RegisterOrUpdateReminder(GrainId callingGrainId, string reminderName, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime.Ticks < 0)
            throw new ArgumentOutOfRangeException(nameof(dueTime), "Cannot use negative or infinite dueTime to create a reminder");
        if (period.Ticks < 0)
            throw new ArgumentOutOfRangeException(nameof(period), "Cannot use negative or infinite period to create a reminder");
        if (period < options.Value.MinimumReminderPeriod)
            throw new ArgumentException($"Cannot register reminder {reminderName} as requested period ({period}) is less than minimum allowed reminder period ({options.Value.MinimumReminderPeriod})");
        if (string.IsNullOrEmpty(reminderName))
            throw new ArgumentException("Cannot use null or empty name for the reminder", nameof(reminderName));
        var entry = new ReminderEntry
        {
            GrainId = callingGrainId,
            ReminderName = reminderName,
            StartAt = time.GetUtcNow().UtcDateTime + dueTime,
            Period = period,
        };
        entry.ETag = await reminders.Table.UpsertRow(entry)
            ?? throw new ReminderException($"Could not register reminder {entry} to reminder table due to a race. Please try again later.");
        reminders.Set(entry);
        return new Handle(callingGrainId, reminderName, entry.ETag);
    }

    public async Task UnregisterReminder(GrainId callingGrainId, IGrainReminder reminder)
    {
        var handle = (Handle)reminder;
        if (!await reminders.Table.RemoveRow(handle.GrainId, handle.ReminderName, handle.ETag) && await reminders.Table.ReadRow(handle.GrainId, handle.ReminderName) is not null)
            throw new ReminderException($"Could not unregister reminder {handle.ReminderName} of {handle.GrainId} from the reminder table, due to tag mismatch. You can retry.");
        reminders.Remove(handle.GrainId, handle.ReminderName);
    }

    public async Task<IGrainReminder?> GetReminder(GrainId callingGrainId, string reminderName)
        => await reminders.Table.ReadRow(callingGrainId, reminderName) is { } entry ? Handle.Of(entry) : null;

    public async Task<List<IGrainReminder>> GetReminders(GrainId callingGrainId)
        => (await reminders.Table.ReadRows(callingGrainId)).Reminders.Select(entry => (IGrainReminder)Handle.Of(entry)).ToList();

    private sealed record Handle(GrainId GrainId, string ReminderName, string ETag) : IGrainReminder
    {
        public static Handle Of(ReminderEntry entry) => new(entry.GrainId, entry.ReminderName, entry.ETag ?? "");
    }
}
