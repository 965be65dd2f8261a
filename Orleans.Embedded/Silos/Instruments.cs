using System.Diagnostics.Metrics;

namespace Orleans.Runtime;

/// <summary>The counters of the runtime, under the names of Orleans.</summary>
internal sealed class Instruments
{
    public Instruments(IMeterFactory factory, Func<int> activations)
    {
        var meter = factory.Create("Microsoft.Orleans");
        meter.CreateObservableGauge("orleans-catalog-activations", activations);
        Created = meter.CreateCounter<long>("orleans-catalog-activation-created");
        Destroyed = meter.CreateCounter<long>("orleans-catalog-activation-destroyed");
        FailedToActivate = meter.CreateCounter<long>("orleans-catalog-activation-failed-to-activate");
        TimedOut = meter.CreateCounter<long>("orleans-app-requests-timedout");
        Canceled = meter.CreateCounter<long>("orleans-app-requests-canceled");
        Expired = meter.CreateCounter<long>("orleans-messaging-expired");
        Rejected = meter.CreateCounter<long>("orleans-messaging-rejected");
        StreamRead = meter.CreateCounter<long>("orleans-streams-persistent-stream-messages-read");
        StreamSent = meter.CreateCounter<long>("orleans-streams-persistent-stream-messages-sent");
        ReminderTicks = meter.CreateCounter<long>("orleans-reminders-ticks-delivered");
    }

    public Counter<long> Created { get; }

    public Counter<long> Destroyed { get; }

    public Counter<long> FailedToActivate { get; }

    /// <summary>Calls whose caller gave up.</summary>
    public Counter<long> TimedOut { get; }

    /// <summary>Calls whose caller cancelled.</summary>
    public Counter<long> Canceled { get; }

    /// <summary>Requests dropped unstarted because their caller had given up.</summary>
    public Counter<long> Expired { get; }

    /// <summary>Requests refused at a full mailbox, by a failed activation or by a stopping host.</summary>
    public Counter<long> Rejected { get; }

    /// <summary>Batches published on streams with a consumer.</summary>
    public Counter<long> StreamRead { get; }

    /// <summary>Deliveries of batches, repeated ones included.</summary>
    public Counter<long> StreamSent { get; }

    public Counter<long> ReminderTicks { get; }
}
