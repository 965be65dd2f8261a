using Twins.Grains.Fleet;
using Twins.Silo.Engine;
using Twins.Silo.Intake;
using Twins.Silo.Storage;

namespace Twins.Silo.Hosting;

/// <summary>What this silo knows of itself.</summary>
internal sealed class SiloStatus(
    DataDirectory directory, TwinsOptions options, IntakeConnections connections, SqliteLog log, SqliteEventLog events, SqliteGrainStorage state,
    SqliteReminderTable reminders, DiskReserve disk, Admission admission, FleetWatch fleet, ReceivedRate rate, TimeProvider time) : ISiloStatus
{
    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    public string Engine => EngineHost.Name;

    public string? OrleansVersion => EngineHost.OrleansVersion;

    public int Schema => directory.Manifest.Schema;

    public string Durability => options.Data.Durability;

    public long Terminals => connections.Terminals;

    public long Platforms => connections.Platforms;

    public double ReceivedPerSecond => rate.PerSecond;

    public long EventsAppended => events.Appended;

    public long DiskFreeBytes => disk.Room.FreeBytes;

    public bool IsReady => log.Fault is null && events.Fault is null && state.Fault is null && reminders.Fault is null && disk.Fault is null && !admission.IsOverloaded && fleet.NotReady is null;
}
