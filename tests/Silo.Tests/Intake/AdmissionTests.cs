using System.Buffers;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Twins.Grains.Fleet;
using Twins.Grains.Partitions;
using Twins.Protocols.Gbt32960;
using Twins.Silo.Intake;
using Twins.Silo.Storage;
using Twins.Silo.Tests.Storage;

namespace Twins.Silo.Tests.Intake;

/// <summary>Which reports are taken under load and on a disk that fills up.</summary>
public sealed class AdmissionTests
{
    private const int Most = 3;
    private readonly ReportCounters _counters = new();
    private long _free = 1000;

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public void Beyond_what_may_be_in_flight_only_alarms_of_level_3_and_4_are_taken(int level, bool isTaken)
    {
        var admission = Admission();
        for (var i = 0; i < Most; i++) _counters.Received();
        Assert.Null(admission.Judge(Report(level), CustomUnits.Opaque));
        _counters.Received();
        Assert.Equal(isTaken ? null : RefusalReason.Overload, admission.Judge(Report(level), CustomUnits.Opaque));
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public void Below_the_disks_reserve_only_alarms_of_level_3_and_4_are_taken_and_below_half_of_it_nothing(int level, bool isTaken)
    {
        var admission = Admission();
        _free = 49;
        Assert.Equal(isTaken ? null : RefusalReason.Disk, admission.Judge(Report(level), CustomUnits.Opaque));
        _free = 24;
        Assert.Equal(RefusalReason.Disk, admission.Judge(Report(level), CustomUnits.Opaque));
        _free = 100;
        Assert.Null(admission.Judge(Report(level), CustomUnits.Opaque));
    }

    [Fact]
    public void An_alarm_is_found_behind_other_units_and_not_in_what_is_no_whole_frame()
    {
        Assert.True(AlarmLevel.IsUrgent(Report(4, withVehicle: true), CustomUnits.Opaque));
        var truncated = Report(4, withVehicle: true).ToArray();
        Assert.False(AlarmLevel.IsUrgent(new ReadOnlySequence<byte>(truncated.AsMemory(0, 40)), CustomUnits.Opaque));
    }

    [Fact]
    public void An_alarm_is_found_behind_custom_units_that_are_agreed_on()
    {
        // Ten seconds of a bus, which have no length (unit 81), then an alarm of level 3.
        var units = "81" + string.Concat(Enumerable.Repeat("0119 0265 0300C8 042DB6", 10)) + "07 03 00000000 00 00 00 00";
        var frame = new ReadOnlySequence<byte>(IntakeClient.Frame(2016, 3, "LTESTN00000000001", "1a0b160c0000" + units));
        Assert.True(AlarmLevel.IsUrgent(frame, CustomUnits.ShanghaiBus));
        Assert.False(AlarmLevel.IsUrgent(frame, CustomUnits.Opaque));
    }

    [Fact]
    public async Task Refusing_makes_it_unready_and_what_is_applied_makes_it_ready_again()
    {
        var admission = Admission();
        for (var i = 0; i <= Most; i++) _counters.Received();
        Assert.Equal(HealthStatus.Unhealthy, (await admission.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken)).Status);
        _counters.Refused(RefusalReason.Overload, "oem-1");
        Assert.Equal(HealthStatus.Healthy, (await admission.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken)).Status);
        _counters.Received();
        _counters.Applied(new PartitionId(TwinKind.Vehicle, 0), 1, new ReportCounts(1, 1, 0, 0, 0));
        Assert.Equal(2, _counters.InFlight);
    }

    [Fact]
    public void R7_what_waits_for_a_stopped_partition_does_not_have_the_reports_of_others_refused()
    {
        var (stopped, other) = (new PartitionId(TwinKind.Vehicle, 1), new PartitionId(TwinKind.Vehicle, 2));
        var admission = Admission();
        for (var i = 0; i < 10; i++) _counters.Received();
        _counters.Durable(stopped, 8);
        _counters.Durable(other, 2);
        Assert.Equal(RefusalReason.Overload, admission.Judge(Report(0), CustomUnits.Opaque));
        _counters.Stopped(stopped, true);
        _counters.Stopped(stopped, true);
        Assert.Equal(2, _counters.InFlight);
        Assert.Null(admission.Judge(Report(0), CustomUnits.Opaque));
        _counters.Received();
        _counters.Durable(stopped, 1);
        _counters.Applied(other, 1, new ReportCounts(2, 0, 0, 0, 0));
        Assert.Equal(0, _counters.InFlight);
        _counters.Stopped(stopped, false);
        Assert.Equal(9, _counters.InFlight);
        _counters.Stopped(stopped, true);
        _counters.Applied(stopped, 1, new ReportCounts(4, 0, 0, 0, 0));
        Assert.True(_counters.InFlight == 5, "A partition that goes further than it was is not stopped.");
        _counters.Stopped(stopped, true);
        _counters.Applied(stopped, 1, new ReportCounts(4, 0, 0, 0, 0));
        Assert.True(_counters.InFlight == 0, "A partition that begins again, and comes to where it was, may be stopped as before.");
        _counters.Applied(stopped, 2, new ReportCounts(5, 0, 0, 0, 0));
        Assert.Equal(0, _counters.InFlight);
    }

    [Fact]
    public void Refusals_are_counted_by_reason_and_sender_and_no_number_of_senders_makes_the_count_grow_for_ever()
    {
        for (var i = 0; i < 1000; i++) _counters.Refused(RefusalReason.Overload, $"oem-{i}");
        _counters.Refused(RefusalReason.Disk, "oem-1");
        _counters.Refused(RefusalReason.LoginUnknown, null);
        var totals = _counters.Totals(0);
        Assert.Equal((1000L, 1L, 1L), (totals.Refused["overload"], totals.Refused["disk"], totals.Refused["login-unknown"]));
        Assert.Equal(257, totals.RefusedBySender.Count);
        Assert.Equal((1L, 1L), (totals.RefusedBySender["oem-1"]["overload"], totals.RefusedBySender["oem-1"]["disk"]));
        Assert.Equal(1002, totals.RefusedBySender.Values.Sum(reasons => reasons.Values.Sum()));
    }

    private Admission Admission() => new(new IntakeOptions { MaxReportsInFlight = Most }, _counters, Disks.Of(() => new DiskRoom(_free, 1000)));

    private static ReadOnlySequence<byte> Report(int level, bool withVehicle = false)
    {
        var buffer = new byte[256];
        var writer = FrameWriter.Report(
            buffer, level > 3 ? Edition.V2025 : Edition.V2016, Command.Realtime, "LTESTN00000000001", DateTimeOffset.UnixEpoch.AddYears(50));
        if (withVehicle) writer.Vehicle(new VehicleValues { Power = PowerState.On, InsulationKohm = 5000 });
        writer.Alarm(level, 0, new FaultCodes());
        return new ReadOnlySequence<byte>(buffer, 0, writer.Finish());
    }
}
