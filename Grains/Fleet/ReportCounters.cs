using System.Collections.Immutable;
using Twins.Grains.Partitions;

namespace Twins.Grains.Fleet;

/// <summary>Why a report was refused at the socket.</summary>
public enum RefusalReason
{
    /// <summary>The check code (BCC) is wrong.</summary>
    CheckCode,

    /// <summary>The frame is longer than allowed, or its length does not fit.</summary>
    Length,

    /// <summary>The sender has not logged in, or is not known.</summary>
    LoginUnknown,

    /// <summary>The sender exceeds its rate.</summary>
    Rate,

    /// <summary>The system is at its limit.</summary>
    Overload,
}

/// <summary>
/// What became of realtime and reissue reports since the process started, counted once each: a batch that is applied again after its partition moved,
/// or that was written by an earlier process, does not count.
/// </summary>
public sealed class ReportCounters
{
    private static readonly string[] s_reasons = ["check-code", "length", "login-unknown", "rate", "overload"];
    private readonly long[] _refused = new long[s_reasons.Length];
    private readonly Lock _outcomesLock = new();
    private readonly Dictionary<PartitionId, long> _appliedThrough = [];
    private ReportCounts _outcomes;
    private long _received;
    private long _durable;

    /// <summary>A report's frame was found at the socket.</summary>
    public void Received() => Interlocked.Increment(ref _received);

    /// <summary>So many reports are durable.</summary>
    public void Durable(long reports) => Interlocked.Add(ref _durable, reports);

    /// <summary>A report was refused.</summary>
    public void Refused(RefusalReason reason) => Interlocked.Increment(ref _refused[(int)reason]);

    /// <summary>A batch of this process's intake was applied; its outcomes count the first time.</summary>
    public void Applied(PartitionId partition, long sequence, ReportCounts outcomes)
    {
        lock (_outcomesLock)
        {
            if (_appliedThrough.TryGetValue(partition, out var through) && sequence <= through) return;
            _appliedThrough[partition] = sequence;
            _outcomes += outcomes;
        }
    }

    /// <summary>The totals now.</summary>
    /// <param name="perSecond">Received in the last full second.</param>
    public ReportTotals Totals(double perSecond)
    {
        // Read from the end of the way to its beginning, so that no stage ever shows more than the one before it.
        ReportCounts outcomes;
        lock (_outcomesLock) outcomes = _outcomes;
        var durable = Interlocked.Read(ref _durable);
        var refused = s_reasons.Select((reason, i) => KeyValuePair.Create(reason, Interlocked.Read(ref _refused[i])))
            .ToImmutableSortedDictionary(StringComparer.Ordinal);
        var received = Interlocked.Read(ref _received);
        var lag = Math.Max(0, durable - outcomes.Total);
        return new ReportTotals(received, durable, Math.Max(0, received - durable - refused.Values.Sum()), lag, outcomes, refused, perSecond);
    }

    /// <summary>Received so far.</summary>
    public long ReceivedTotal => Interlocked.Read(ref _received);
}
