using System.Diagnostics.Metrics;

namespace Orleans.Runtime;

/// <summary>The counters of the runtime, under the names of Orleans.</summary>
internal sealed class Instruments
{
    public Instruments(IMeterFactory factory, Func<int> activations)
    {
        var meter = factory.Create("Microsoft.Orleans");
        meter.CreateObservableGauge("orleans-catalog-activations", activations);
        Created = meter.CreateCounter<int>("orleans-catalog-activation-created");
        Destroyed = meter.CreateCounter<int>("orleans-catalog-activation-destroyed");
        FailedToActivate = meter.CreateCounter<int>("orleans-catalog-activation-failed-to-activate");
        TimedOut = meter.CreateCounter<long>("orleans-app-requests-timedout");
        Canceled = meter.CreateCounter<long>("orleans-app-requests-canceled");
        Expired = meter.CreateCounter<int>("orleans-messaging-expired");
        Rejected = meter.CreateCounter<int>("orleans-messaging-rejected");
        StreamRead = meter.CreateCounter<int>("orleans-streams-persistent-stream-messages-read");
        StreamSent = meter.CreateCounter<int>("orleans-streams-persistent-stream-messages-sent");
        StreamRefused = meter.CreateCounter<int>("orleans-embedded-stream-batches-refused");
        ReminderTicks = meter.CreateCounter<int>("orleans-reminders-ticks-delivered");
    }

    public Counter<int> Created { get; }

    public Counter<int> Destroyed { get; }

    public Counter<int> FailedToActivate { get; }

    /// <summary>Calls whose caller gave up.</summary>
    public Counter<long> TimedOut { get; }

    /// <summary>Calls whose caller cancelled.</summary>
    public Counter<long> Canceled { get; }

    /// <summary>Requests dropped unstarted because their caller had given up.</summary>
    public Counter<int> Expired { get; }

    /// <summary>Requests refused at a full mailbox, by a failed activation or by a stopping host.</summary>
    public Counter<int> Rejected { get; }

    /// <summary>Batches published on streams with a consumer.</summary>
    public Counter<int> StreamRead { get; }

    /// <summary>Deliveries of batches, repeated ones included.</summary>
    public Counter<int> StreamSent { get; }

    /// <summary>Batches that a full queue did not take. Orleans counts no such thing.</summary>
    public Counter<int> StreamRefused { get; }

    public Counter<int> ReminderTicks { get; }
}
