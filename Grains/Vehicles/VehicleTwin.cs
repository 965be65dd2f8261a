using System.IO.Hashing;
using Twins.Grains.Events;
using Twins.Grains.Partitions;
using Twins.Protocols.Gbt32960;

namespace Twins.Grains.Vehicles;

/// <summary>
/// The state machine of one vehicle. A frame is read and judged on a draft; then draft and raw bytes are committed by code that cannot throw, so a
/// frame that fails in decoding or in a rule is quarantined alone and leaves nothing behind.
/// </summary>
public sealed class VehicleTwin : ITwin
{
    private readonly string _vin;
    private readonly UnitBuffers _units;
    private readonly PackBuffers _packs;
    private readonly RecentReports _recent;
    private VehicleCore _core;

    /// <summary>A vehicle that has never been heard.</summary>
    /// <param name="vin">Its VIN.</param>
    public VehicleTwin(string vin) : this(vin, new VehicleCore(), new UnitBuffers(), new PackBuffers(), new RecentReports())
    {
    }

    internal VehicleTwin(string vin, VehicleCore core, UnitBuffers units, PackBuffers packs, RecentReports recent) =>
        (_vin, _core, _units, _packs, _recent) = (vin, core, units, packs, recent);

    internal VehicleCore Core => _core;

    internal UnitBuffers Units => _units;

    internal PackBuffers Packs => _packs;

    internal RecentReports Recent => _recent;

    /// <inheritdoc/>
    public TwinReply Apply(TwinBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var outcome = new Outcome(_vin);
        foreach (var entry in batch.Entries)
        {
            outcome.Begin(entry);
            switch (entry.Kind)
            {
                case EntryKind.Frame or EntryKind.ExaminedFrame:
                    ApplyFrame(entry, outcome);
                    break;
                case EntryKind.SessionClosed:
                    var closed = _core;
                    LinkRule.SessionClosed(ref closed, entry, outcome);
                    CommitIfChanged(closed, entry.ReceivedAt);
                    break;
                case EntryKind.Tick:
                    var ticked = _core;
                    var tick = Tick.FromPayload(entry.Payload);
                    LinkRule.IntakeGone(ref ticked, tick, outcome);
                    SilenceRule.Apply(ref ticked, tick, outcome);
                    CommitIfChanged(ticked, _core.ReceivedAt);
                    break;
            }
        }

        return outcome.Reply(Row());
    }

    /// <inheritdoc/>
    public TwinRow Row() => VehicleView.Row(_vin, _core);

    /// <inheritdoc/>
    public TwinSnapshot Read() => VehicleView.Snapshot(_vin, _core, _units, _packs);

    /// <inheritdoc/>
    public byte[] Capture() => VehicleRecord.Write(this);

    private void CommitIfChanged(VehicleCore draft, DateTimeOffset receivedAt)
    {
        if (draft == _core) return;
        draft.Version++;
        draft.ReceivedAt = receivedAt;
        _core = draft;
    }

    private void ApplyFrame(TwinEntry entry, Outcome outcome)
    {
        var before = outcome.Reports;
        DateTimeOffset? live = null;
        try
        {
            var note = FrameNote.Take(ref entry);
            if (!FrameView.TryCreate(entry.Payload.Span, note.Custom, out var frame)) throw new InvalidDataException("The entry is not one whole frame.");
            switch (frame.Command)
            {
                case Command.Realtime or Command.Reissue:
                    live = ApplyReport(entry, frame, note, outcome);
                    break;
                default:
                    Commit(LinkFrames.Apply(_core, _vin, entry, frame, outcome), entry);
                    break;
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            outcome.Discard();
            outcome.Reports = before;
            Quarantine(_core, entry, entry.ReceivedAt, "failed", 0, e.Message, outcome);
        }

        // Behind the commit: a failure here is no matter of the frame.
        if (live is { } time) DigestRule.Apply(ref _core, _packs, time, outcome);
    }

    /// <summary>The report's time if it became live.</summary>
    private DateTimeOffset? ApplyReport(TwinEntry entry, in FrameView frame, in FrameNote note, Outcome outcome)
    {
        var draft = _core;
        if (frame.IsEncrypted)
        {
            // What stands where a time should is cipher text.
            LinkRule.Arrived(ref draft, entry, entry.ReceivedAt, null, outcome);
            SecurityRule.Undecrypted(ref draft, frame.Encryption, entry.ReceivedAt);
            var why = note.IsWrongKey ? "is encrypted, and not with the key that is configured" : "is encrypted and no key is configured";
            Quarantine(draft, entry, entry.ReceivedAt, "encrypted", FrameView.HeaderLength, $"the data unit {why}", outcome);
            return null;
        }

        if (!frame.TryGetTime(out var time))
        {
            Quarantine(draft, entry, entry.ReceivedAt, "time", FrameView.HeaderLength, "the report has no valid time", outcome);
            return null;
        }

        LinkRule.Arrived(ref draft, entry, time, null, outcome);
        if (AheadRule.IsAhead(time, entry))
        {
            Quarantine(draft, entry, time, "time", FrameView.HeaderLength, "the report is more than five minutes ahead of its arrival", outcome);
            return null;
        }

        var content = XxHash3.HashToUInt64(frame.Data);
        if (_recent.Contains(time, content))
        {
            Count(draft, entry, new ReportCounts(0, 0, 1, 0, 0), outcome);
            return null;
        }

        var facts = ReportFacts.Read(frame, time);
        if (frame.Command == Command.Realtime) AheadRule.GiveUp(ref draft, entry, outcome);
        var isLate = frame.Command == Command.Reissue || time < draft.EventTime;
        SecurityRule.Read(ref draft, note, facts, isLate);
        if (isLate) AlarmRule.ApplyLate(ref draft, _vin, facts, outcome);
        else ReportRules.Apply(ref draft, _vin, facts, outcome);
        if (!isLate) AheadRule.Believe(ref draft, time, entry);
        var counts = facts.Error != DecodeErrorCode.None ? new ReportCounts(0, 0, 0, 0, 1)
            : isLate ? new ReportCounts(0, 1, 0, frame.Command == Command.Realtime ? 1 : 0, 0)
            : new ReportCounts(1, 0, 0, 0, 0);
        if (facts.Error != DecodeErrorCode.None)
            TellOnce(ref draft, entry, time, new DecodeError(facts.Error, facts.ErrorOffset, facts.ErrorDetail).CodeName, facts.ErrorOffset, facts.ErrorDetail, outcome);
        if (!isLate)
        {
            _units.Stage(frame);
            _packs.Stage(frame);
        }

        Count(draft, entry, counts, outcome);
        _recent.Add(time, content);
        if (isLate) return null;
        _units.Commit(frame, time);
        _packs.Commit(frame, time);
        return time;
    }

    private void Quarantine(VehicleCore draft, TwinEntry entry, DateTimeOffset time, string code, int offset, string detail, Outcome outcome)
    {
        var isNew = TellOnce(ref draft, entry, time, code, offset, detail, outcome);
        var counts = !FrameNote.IsReport(entry) ? default : isNew ? new ReportCounts(0, 0, 0, 0, 1) : new ReportCounts(0, 0, 1, 0, 0);
        Count(draft, entry, counts, outcome);
    }

    /// <summary>False for a frame that was told before: its sender had no answer and sent it again.</summary>
    private bool TellOnce(ref VehicleCore draft, TwinEntry entry, DateTimeOffset time, string code, int offset, string detail, Outcome outcome)
    {
        var content = XxHash3.HashToUInt64(entry.Payload.Span);
        if (draft.Quarantined.Contains(content)) return false;
        draft.Quarantined = [.. draft.Quarantined.TakeLast(Limits.QuarantinedFrames - 1), content];
        outcome.Add(QuarantineEvent.Frame(entry, _vin, time, [new QuarantineError(code, offset, detail)]));
        return true;
    }

    private void Count(VehicleCore draft, TwinEntry entry, ReportCounts counts, Outcome outcome)
    {
        outcome.Reports += counts;
        draft.Counters += counts;
        Commit(draft, entry);
    }

    private void Commit(VehicleCore draft, TwinEntry entry)
    {
        draft.Version++;
        draft.ReceivedAt = entry.ReceivedAt;
        _core = draft;
    }
}
