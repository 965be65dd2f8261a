using Twins.Grains.Events;
using Twins.Grains.Partitions;
using Twins.Grains.Tests.Support;
using Twins.Grains.Vehicles;

namespace Twins.Grains.Tests.Vehicles;

/// <summary>A frame that fails in a rule is quarantined alone (R6). A state without packs stands for a defect that only some frames meet.</summary>
public sealed class FailingRuleTests
{
    private static TwinReply Apply(byte[] frame)
    {
        var twin = new VehicleTwin(Frames.Vin, new VehicleCore { Packs = default }, new UnitBuffers(), new PackBuffers(), new RecentReports());
        return twin.Apply(new TwinBatch(1, 0, 1, [Frames.Entry(frame, Frames.Noon)]));
    }

    [Fact]
    public void What_was_told_before_the_rule_failed_is_not_told()
    {
        var reply = Apply(Frames.Report(Frames.Noon, Frames.Driving()));
        Assert.Equal([EventTypes.ReportQuarantined], reply.Events.Select(e => e.Type));
        Assert.Equal(new ReportCounts(0, 0, 0, 0, 1), reply.Reports);
    }

    [Fact]
    public void A_login_that_fails_is_told_and_is_no_report()
    {
        var reply = Apply(Frames.Login(Frames.Noon, 1, "117381303840"));
        Assert.Equal([EventTypes.ReportQuarantined], reply.Events.Select(e => e.Type));
        Assert.Equal(default, reply.Reports);
    }

    [Fact]
    public void Only_reports_are_counted_with_their_note_or_without()
    {
        var (login, report) = (Frames.Login(Frames.Noon, 1), Frames.Report(Frames.Noon, Frames.Driving()));
        Assert.False(FrameNote.IsReport(Frames.Entry(login, Frames.Noon)));
        Assert.True(FrameNote.IsReport(Frames.Entry(report, Frames.Noon)));
        Assert.True(FrameNote.IsReport(Examined(report)));
        Assert.False(FrameNote.IsReport(Examined(login)));
        Assert.False(FrameNote.IsReport(Frames.Tick(Frames.Noon, null)));
        Assert.False(FrameNote.IsReport(Frames.Entry([0x23, 0x23, 2], Frames.Noon)));

        static TwinEntry Examined(byte[] frame)
        {
            var payload = new byte[FrameNote.Length + frame.Length];
            new FrameNote().Write(payload);
            frame.CopyTo(payload, FrameNote.Length);
            return new TwinEntry(EntryKind.ExaminedFrame, 0, Frames.Noon, Frames.Platform, payload);
        }
    }

    [Fact]
    public void A_twin_that_failed_after_changing_its_state_is_not_asked_again()
    {
        var holder = new TwinHolder<Halfway>(() => new Halfway(), _ => new Halfway());
        holder.Restore(new TwinRestore(1, 0, default));
        Assert.Throws<InvalidOperationException>(() => holder.Apply(new TwinBatch(1, 0, 1, [])));
        Assert.Null(holder.Read());
        Assert.Equal(TwinStatus.NeedState, holder.Apply(new TwinBatch(1, 0, 1, [])).Status);
        Assert.Equal(TwinStatus.NeedState, holder.Capture(1, 0).Status);
    }

    /// <summary>Changes, then fails.</summary>
    private sealed class Halfway : ITwin
    {
        private int _state;

        public TwinReply Apply(TwinBatch batch)
        {
            _state++;
            throw new InvalidOperationException("failed half-way");
        }

        public TwinRow Row() => new VehicleTwin(Frames.Vin).Row();

        public TwinSnapshot Read() => new VehicleTwin(Frames.Vin).Read();

        public byte[] Capture() => [(byte)_state];
    }
}
