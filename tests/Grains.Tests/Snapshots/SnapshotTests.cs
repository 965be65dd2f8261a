using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Twins.Grains.Batteries;
using Twins.Grains.Partitions;
using Twins.Grains.Snapshots;
using Twins.Grains.Tests.Support;
using Twins.Grains.Vehicles;

namespace Twins.Grains.Tests.Snapshots;

/// <summary>R4: what a page holds is the twin; the same twin is the same bytes; whatever else is there is told as damage.</summary>
public sealed class SnapshotTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Values_come_back_as_they_were() => Prop.ForAll(
        ArbMap.Default.ArbFor<(long Number, long? Maybe, string? Text, byte[] Bytes)>().Generator.Zip(ArbMap.Default.GeneratorFor<(NormalFloat Real, ulong Hash, bool Flag)>()).ToArbitrary(),
        pair =>
        {
            var ((number, maybe, text, raw), (real, hash, flag)) = pair;
            var bytes = SnapshotWriter.ToBytes(0, (to, _) =>
            {
                to.Number(number);
                to.Number(maybe);
                to.Text(text);
                to.Bytes(raw);
                to.Bytes(raw);
                to.Real(real.Get);
                to.Real(null);
                to.Hash(hash);
                to.Flag(flag);
                to.Time(s_noon.AddTicks(Math.Abs(number % 1_000_000_000)));
                to.Time(null);
            });
            var from = new SnapshotReader(bytes);
            Assert.Equal((number, maybe, text), (from.Number(), from.MaybeNumber(), from.MaybeText()));
            Assert.Equal(raw, from.Bytes().ToArray());
            Assert.Equal(raw, from.BytesInPlace().ToArray());
            Assert.Equal((real.Get, (double?)null, hash, flag), (from.Real(), from.MaybeReal(), from.Hash(), from.Flag()));
            Assert.Equal((s_noon.AddTicks(Math.Abs(number % 1_000_000_000)), null), (from.Time(), from.MaybeTime()));
            from.End();
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_vehicle_after_a_day_comes_back_from_its_snapshot_to_the_byte()
    {
        var driver = new TwinDriver();
        foreach (var frame in Vectors.VehicleDay()) driver.Receive(frame);
        var before = driver.Twin.Capture();
        driver.Restart();
        Assert.Equal(before, driver.Twin.Capture());
        Assert.InRange(before.Length, 200, 4000);
    }

    [Fact]
    public void A_snapshot_that_is_cut_or_changed_is_read_as_damage_or_as_values_never_as_another_exception()
    {
        var driver = new TwinDriver();
        driver.Receive(Frames.Login(s_noon, 1, "117381303840"));
        var whole = driver.Twin.Capture();
        for (var length = 0; length < whole.Length; length++)
        {
            var cut = whole[..length];
            Assert.Throws<InvalidDataException>(() => VehicleRecord.Read(Frames.Vin, cut));
        }

        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var changed = whole.ToArray();
            for (var n = random.Next(1, 4); n > 0; n--) changed[random.Next(changed.Length)] = (byte)random.Next(256);
            Assert.True(Record.Exception(() => VehicleRecord.Read(Frames.Vin, changed)) is null or InvalidDataException);
        }
    }

    [Fact]
    public void A_pack_and_what_it_is_told_come_back()
    {
        var reading = new PackReading(2, s_noon, 380.5, null, new CellVoltages(s_noon, [3300, 65535, 65534]), new ProbeTemperatures(s_noon, [60, 255])) { CurrentAbsent = "abnormal" };
        var state = new BatteryPackState
        {
            Version = 7, ReportedCode = "117381303840", Mounting = new PackMounting(Frames.Vin, 2, s_noon), MountingAt = s_noon, Reading = reading, SocPercent = 64,
            Alarms = [new VehicleAlarm("00", "insulation", 3, s_noon)], EnergyDischargedKwh = 1.5, EnergyChargedKwh = 64.6, Conflicts = 3,
        };
        var bytes = PackFormat.Write(state);
        Assert.Equal(bytes, PackFormat.Write(PackFormat.Read("code", bytes)));
        Assert.Equal(JsonSerializer.Serialize(state), JsonSerializer.Serialize(PackFormat.Read("code", bytes)));
        Assert.Throws<InvalidDataException>(() => PackFormat.Read("code", bytes.AsMemory(0, bytes.Length - 1)));
        Assert.Throws<InvalidDataException>(() => PackFormat.Read("code", (byte[])[.. bytes, 0]));
    }

    [Fact]
    public void A_page_comes_back_from_grain_storage()
    {
        TwinRow[] rows =
        [
            new VehicleRow("V", 3, new TwinWait(s_noon, WaitKind.Silence), VehicleStatus.Silent, s_noon, s_noon, "intake-1", 121.5, null, 64, 0.5, null, "on", null, 2) { HydrogenPercent = 50 },
            new BatteryPackRow("P", 4, null, "V", 1, s_noon, null, 3),
        ];
        var page = new TwinPage(TwinPage.CurrentSchema, 12, [.. rows.Select(row => new PagedTwin(row.Id, 11, row, new byte[] { 1, 2, 3 }))]);
        var read = JsonSerializer.Deserialize<TwinPage>(JsonSerializer.Serialize(page))!;
        Assert.Equal((page.Schema, page.Position), (read.Schema, read.Position));
        Assert.Equal(rows, read.Twins.Select(twin => twin.Row));
        Assert.All(read.Twins, twin => Assert.Equal((11L, "AQID"), (twin.Sequence, Convert.ToBase64String(twin.Snapshot.Span))));
    }

    [Theory]
    [InlineData("""{"Schema":1,"Position":1,"Twins":"AAA"}""")]
    [InlineData("""{"Schema":1,"Position":1,"Twins":"BAA="}""")]
    [InlineData("""{"Schema":1,"Position":1,"Twins":"AAAA"}""")]
    public void A_page_whose_twins_cannot_be_read_is_no_page(string json) => Assert.ThrowsAny<Exception>(() => JsonSerializer.Deserialize<TwinPage>(json));

    [Fact]
    public void A_page_of_another_schema_says_which() => Assert.Equal((2, 0), JsonSerializer.Deserialize<TwinPage>("""{"Schema":2,"Position":9,"Twins":"whatever","More":[1]}""") is { } page ? (page.Schema, page.Twins.Length) : default);
}
