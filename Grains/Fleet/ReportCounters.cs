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

    /// <summary>Too little of the disk is free.</summary>
    Disk,

    /// <summary>Its batch could not be written to the log, for another reason than the disk.</summary>
    Log,
}

/// <summary>
/// What became of realtime and reissue reports since the process started, counted once each: a batch that is applied again after its partition moved,
/// or that was written by an earlier process, does not count.
/// </summary>
public sealed class ReportCounters
{
    private static readonly string[] s_reasons = ["check-code", "length", "login-unknown", "rate", "overload", "disk", "log"];

    /// <summary>Senders that are counted by name; others are counted together.</summary>
    private const int MaxSenders = 256;

    /// <summary>The name under which senders without an account, and those beyond the bound, are counted.</summary>
    private const string OtherSenders = "(other)";

    private readonly long[] _refused = new long[s_reasons.Length];
    private readonly Dictionary<string, long[]> _refusedBySender = new(StringComparer.Ordinal);
    private readonly Lock _outcomesLock = new();
    private readonly Dictionary<PartitionId, long> _appliedThrough = [];
    private readonly Dictionary<PartitionId, long> _waiting = [];
    private readonly HashSet<PartitionId> _stopped = [];
    private ReportCounts _outcomes;
    private long _setAside;
    private long _received;
    private long _durable;
    private long _settled;

    /// <summary>A report's frame was found at the socket.</summary>
    public void Received() => Interlocked.Increment(ref _received);

    /// <summary>So many reports are durable in a partition's log.</summary>
    public void Durable(PartitionId partition, long reports)
    {
        Interlocked.Add(ref _durable, reports);
        lock (_outcomesLock) Wait(partition, reports);
    }

    /// <summary>
    /// A partition has stopped, or goes on. What waits for a stopped one is safe in its log and may wait for days: it is not in flight, or it would soon have the reports of all others refused.
    /// </summary>
    public void Stopped(PartitionId partition, bool isStopped)
    {
        lock (_outcomesLock)
        {
            if (!isStopped) GoesOn(partition);
            else if (_stopped.Add(partition)) Interlocked.Add(ref _setAside, _waiting.GetValueOrDefault(partition));
        }
    }

    /// <summary>So many reports did not get into the log and were not answered; they count as refused, for a reason of the system.</summary>
    public void NotLogged(int reports)
    {
        for (var i = 0; i < reports; i++) Refused(RefusalReason.Log, null);
    }

    /// <summary>A report was refused.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="sender">The account that sent it; null where none has logged in.</param>
    public void Refused(RefusalReason reason, string? sender)
    {
        Interlocked.Increment(ref _settled);
        lock (_refusedBySender)
        {
            _refused[(int)reason]++;
            var name = sender ?? OtherSenders;
            if (!_refusedBySender.TryGetValue(name, out var counts))
            {
                if (_refusedBySender.Count >= MaxSenders) name = OtherSenders;
                if (!_refusedBySender.TryGetValue(name, out counts)) _refusedBySender.Add(name, counts = new long[s_reasons.Length]);
            }

            counts[(int)reason]++;
        }
    }

    /// <summary>Reports that were received and are neither refused nor applied yet, those that wait for a stopped partition left out.</summary>
    public long InFlight => Math.Max(0, Interlocked.Read(ref _received) - Interlocked.Read(ref _settled) - Interlocked.Read(ref _setAside));

    /// <summary>A batch of this process's intake was applied; its outcomes count the first time.</summary>
    public void Applied(PartitionId partition, long sequence, ReportCounts outcomes)
    {
        lock (_outcomesLock)
        {
            if (_appliedThrough.TryGetValue(partition, out var through) && sequence <= through) return;
            _appliedThrough[partition] = sequence;
            // Further than it ever was: it goes on, whether it has said so or not.
            GoesOn(partition);
            _outcomes += outcomes;
            Interlocked.Add(ref _settled, outcomes.Total);
            Wait(partition, -outcomes.Total);
        }
    }

    private void GoesOn(PartitionId partition)
    {
        if (_stopped.Remove(partition)) Interlocked.Add(ref _setAside, -_waiting.GetValueOrDefault(partition));
    }

    private void Wait(PartitionId partition, long reports)
    {
        _waiting[partition] = _waiting.GetValueOrDefault(partition) + reports;
        if (_stopped.Contains(partition)) Interlocked.Add(ref _setAside, reports);
    }

    /// <summary>The totals now.</summary>
    /// <param name="perSecond">Received in the last full second.</param>
    public ReportTotals Totals(double perSecond)
    {
        // Read from the end of the way to its beginning, so that no stage ever shows more than the one before it.
        ReportCounts outcomes;
        lock (_outcomesLock) outcomes = _outcomes;
        var durable = Interlocked.Read(ref _durable);
        ImmutableSortedDictionary<string, long> refused;
        ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, long>> bySender;
        lock (_refusedBySender)
        {
            refused = ByReason(_refused, withZeros: true);
            bySender = _refusedBySender.ToImmutableSortedDictionary(entry => entry.Key, entry => ByReason(entry.Value, withZeros: false), StringComparer.Ordinal);
        }

        var received = Interlocked.Read(ref _received);
        var lag = Math.Max(0, durable - outcomes.Total);
        return new ReportTotals(received, durable, Math.Max(0, received - durable - refused.Values.Sum()), lag, outcomes, refused, perSecond, bySender);
    }

    private static ImmutableSortedDictionary<string, long> ByReason(long[] counts, bool withZeros) => s_reasons
        .Select((reason, i) => KeyValuePair.Create(reason, counts[i]))
        .Where(entry => withZeros || entry.Value > 0)
        .ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>Received so far.</summary>
    public long ReceivedTotal => Interlocked.Read(ref _received);
}
