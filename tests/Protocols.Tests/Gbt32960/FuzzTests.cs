using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Twins.Protocols.Gbt32960;

namespace Twins.Protocols.Tests.Gbt32960;

/// <summary>
/// Any bytes give a result: no reader throws or reads beyond the frame, every document is JSON, and every whole frame with a right check code is encoded back to
/// itself. <c>TWINS_FUZZ=10000000</c> sets the number of mutated frames, <c>TWINS_FUZZ_SEED</c> where their numbers begin.
/// </summary>
public class FuzzTests
{
    private const int DefaultCount = 5_000;

    private static readonly byte[][] Seeds = [.. MakeSeeds()];

    [Fact]
    public void Mutated_frames_of_both_editions_give_results()
    {
        var count = Setting("TWINS_FUZZ", DefaultCount);
        var first = Setting("TWINS_FUZZ_SEED", 0);
        for (var i = 0; i < count; i++)
        {
            var random = new Random(first + i);
            var frame = Mutate(Seeds[random.Next(Seeds.Length)], random);
            try
            {
                Examine(frame);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Frame {first + i}: {Convert.ToHexStringLower(frame)}", error);
            }
        }
    }

    [Fact]
    public void Mutated_documents_are_encoded_or_refused_with_a_sentence()
    {
        var documents = Seeds.Select(seed => Documents.DecodeText(Convert.ToHexString(seed))).ToArray();
        var count = Setting("TWINS_FUZZ", DefaultCount);
        var first = Setting("TWINS_FUZZ_SEED", 0);
        for (var i = 0; i < count; i++)
        {
            var random = new Random(first + i);
            var document = JsonNode.Parse(documents[random.Next(documents.Length)])!;
            Mutate(document, random);
            var text = document.ToJsonString();
            try
            {
                using var parsed = JsonDocument.Parse(text);
                FrameView.TryCreate(FrameEncoder.Encode(parsed.RootElement), out var frame);
                Assert.True(frame.IsCheckCodeRight);
            }
            catch (FormatException refusal)
            {
                Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Document {first + i}: {text}", error);
            }
        }
    }

    // Replaces or removes something, as deep as chance goes.
    private static void Mutate(JsonNode node, Random random)
    {
        if (node is JsonArray { Count: > 0 } array)
        {
            var index = random.Next(array.Count);
            if (array[index] is JsonObject or JsonArray && random.Next(3) > 0)
                Mutate(array[index]!, random);
            else
                array[index] = Anything(random);
        }
        else if (node is JsonObject { Count: > 0 } members)
        {
            var (name, value) = members.ElementAt(random.Next(members.Count));
            if (value is JsonObject or JsonArray && random.Next(3) > 0)
                Mutate(value, random);
            else if (random.Next(4) == 0)
                members.Remove(name);
            else
                members[name] = Anything(random);
        }
    }

    private static JsonNode? Anything(Random random) => random.Next(12) switch
    {
        0 => null,
        1 => JsonValue.Create(-1),
        2 => JsonValue.Create(random.Next(300)),
        3 => JsonValue.Create(1e300),
        4 => JsonValue.Create(0.123456789),
        5 => JsonValue.Create(""),
        6 => JsonValue.Create("invalid"),
        7 => JsonValue.Create("\uD83D\uDE00"),
        8 => JsonValue.Create(true),
        9 => new JsonArray(1, "a", null),
        10 => new JsonObject { ["id"] = 5, ["0"] = "abnormal" },
        _ => JsonValue.Create("9999-12-31T23:59:59Z"),
    };

    [Fact]
    public void Random_bytes_give_results() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => Examine(bytes)).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Values_within_their_ranges_survive_writing_and_reading() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            foreach (var edition in new[] { Edition.V2016, Edition.V2025 })
            {
                FrameView.TryCreate(Samples.Report(edition, seed), out var frame);
                var units = frame.Units;
                Assert.True(units.MoveNext());
                var found = new VehicleUnit(edition, units.Body);
                var written = Samples.Vehicle(new Random(seed));
                Assert.Equal((written.SpeedKmh, written.OdometerKm, written.CurrentA, written.PackVoltageV), (found.SpeedKmh, found.OdometerKm, found.CurrentA, found.PackVoltageV));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private static IEnumerable<byte[]> MakeSeeds()
    {
        var buffer = new byte[FrameWriter.MaxLength];
        foreach (var edition in new[] { Edition.V2016, Edition.V2025 })
        {
            yield return Samples.Report(edition);
            yield return buffer[..FrameWriter.PlatformLogin(buffer, edition, "OEM", Samples.Time, 1, "oem-1", "secret")];
            yield return buffer[..FrameWriter.Logout(buffer, edition, Command.VehicleLogout, Samples.Vin, Samples.Time, 1)];
            yield return buffer[..FrameWriter.Bodiless(buffer, edition, Command.TimeSync, Samples.Vin)];
        }
        yield return buffer[..FrameWriter.VehicleLogin(buffer, Samples.Vin, Samples.Time, 1, "8986", 2, ["ABC", "DEF"])];
        string[] bodies =
        [
            "01fe 190103000000 0007 3839383600000000000000000000000000000000 02 01 00 30524a50454130304841553041414631333130303139 3535",
            "02fe 190102030405 30 01 01 0bb8 04d2 07d0 03e8 41 0002 64 65 31 01 1388 7594 0002 0a8c ffff 0001 3c 32 01 0101 0a8c 02 fffb 0a28 03 0001 46 04 0002 ff ff 01 0002 0102 0003 030405",
            "02fe 190102030405 06 04 00800002 01 0000002a 00 00 00 02 17 04 01 fe 05 07 02 00000000 00000001 03 0069 01 0064 fd 02bc 03 02 55 5f",
            "09fe 190102030405 434849502d3120202020202020202020 0003 040506 4c54574e4130303030303030303030333731 03 0001 aa 0002 bbcc",
            "0afe 02 01",
            "0bfe 05 0004 00112233 190102030405 1a0102030405",
            "80fe 190102030405 03 01 07 10",
            "81fe 190102030405 07 01 2710 02 0a 04 05 05 612e636e21 07 312e302e30 10 02 09 0a",
            "82fe 190102030405 06 04 b5e7b3d8",
            "82fe 190102030405 01 68747470 3b3b75",
        ];
        var second = "0119 0265 0300C8 042DB6 0503 0678 0714 0828 0911 0A41 0B94 0C02 0D0010".Replace(" ", "", StringComparison.Ordinal);
        string[] buses = ["80 0030" + new string('3', 96), "81" + Repeat(second[..20], 10), "82" + Repeat(second[..52], 10), "82" + Repeat(second, 10)];
        foreach (var body in bodies.Concat(buses.Select(bus => "03fe 190102030405" + bus)))
        {
            var bytes = Convert.FromHexString(body.Replace(" ", "", StringComparison.Ordinal));
            yield return Seal([0x24, 0x24, bytes[0], bytes[1], .. "LTWNA000000000037"u8, 1, 0, 0, .. bytes[2..], 0]);
            yield return Seal([0x23, 0x23, bytes[0], 1, .. "LTWNA000000000037"u8, 1, 0, 0, .. bytes[2..], 0]);
        }
    }

    private static string Repeat(string item, int count) => string.Concat(Enumerable.Repeat(item, count));

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var frame = seed.ToList();
        for (var i = random.Next(1, 6); i > 0 && frame.Count > FrameView.Overhead; i--)
        {
            // The header is left alone more often than not, or nothing behind it would be reached.
            var at = random.Next(random.Next(8) == 0 ? 0 : FrameView.HeaderLength, frame.Count);
            switch (random.Next(5))
            {
                case 0: frame[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: frame[at] = new byte[] { 0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF }[random.Next(6)]; break;
                case 2: frame[at] = (byte)random.Next(256); break;
                case 3: frame.RemoveRange(at, Math.Min(random.Next(1, 8), frame.Count - at)); break;
                default: frame.InsertRange(at, frame.GetRange(at, Math.Min(random.Next(1, 30), frame.Count - at))); break;
            }
        }
        return random.Next(10) == 0 || frame.Count < FrameView.Overhead ? [.. frame] : Seal([.. frame]);
    }

    private static byte[] Seal(byte[] frame)
    {
        var length = frame.Length - FrameView.Overhead;
        (frame[22], frame[23]) = ((byte)(length >> 8), (byte)length);
        frame[^1] = CheckCode.Of(frame.AsSpan(2..^1));
        return frame;
    }

    private static void Examine(byte[] bytes)
    {
        Examine(bytes, CustomUnits.Opaque);
        if (bytes.Length > FrameView.HeaderLength && bytes[0] == '#' && bytes[2] == (byte)Command.Reissue)
            Examine(bytes, CustomUnits.ShanghaiBus);
    }

    private static void Examine(byte[] bytes, CustomUnits custom)
    {
        var document = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(document))
            FrameJson.Decode(writer, 1, bytes, custom);
        using var parsed = JsonDocument.Parse(document.WrittenMemory);
        var buffer = new ReadOnlySequence<byte>(bytes);
        var verdict = new Framer().TryRead(ref buffer, out var found);
        if (!FrameView.TryCreate(bytes, custom, out var frame))
            return;
        Touch(frame);
        if (!frame.IsCheckCodeRight)
            return;
        Assert.Equal(FrameVerdict.Frame, verdict);
        Assert.Equal(bytes, found.ToArray());
        var encoded = FrameEncoder.Encode(parsed.RootElement);
        if (!bytes.AsSpan().SequenceEqual(encoded))
            Assert.Equal(Convert.ToHexStringLower(bytes), Convert.ToHexStringLower(encoded));
        if (frame.Command == Command.VehicleLogin && frame.Answer == AnswerFlag.Command && !frame.IsEncrypted)
            Assert.Equal((bool)parsed.RootElement.GetProperty("ok").GetBoolean(), VehicleLogin.TryRead(frame, out _, out _));
    }

    // Every accessor of everything in place.
    private static double Touch(FrameView frame)
    {
        double sum = frame.Id.Length;
        var units = frame.Units;
        while (units.MoveNext())
            sum += TouchUnit(units.Kind, units.Edition, units.Body);
        sum += units.ErrorOffset + units.ErrorDetail.Length + units.Rest.Length;
        if (VehicleLogin.TryRead(frame, out var login, out _))
            sum += login.Iccid.Length + login.Sequence + (login.PackCount > 0 ? login.Code(login.PackCount - 1).Length : 0);
        if (PlatformLogin.TryRead(frame, out var platform, out _))
            sum += platform.UserName.Length + platform.Password.Length + (int)platform.EncryptionRule;
        if (Logout.TryRead(frame, out var logout, out _))
            sum += logout.Sequence;
        if (SignatureUnit.TryFind(frame, out var signature))
            sum += signature.SignedBytes.Length + signature.R.Length + signature.S.Length;
        sum += TouchCommand(frame);
        if (frame.Answer == AnswerFlag.Command)
            sum += FrameWriter.Answer(new byte[64], frame, AnswerFlag.Error, Samples.Time);
        return sum;
    }

    private static double TouchCommand(FrameView frame)
    {
        double sum = 0;
        if (Activation.TryRead(frame, out var activation, out _))
            sum += activation.ChipId.Length + activation.Vin.Length + activation.PublicKey.Length + activation.Signature.SignedBytes.Length + activation.Signature.S.Length;
        if (ActivationAnswer.TryRead(frame, out var answer, out _))
            sum += (int)answer.Status;
        if (KeyExchange.TryRead(frame, out var key, out _))
            sum += (int)key.Type + key.Key.Length + (key.ValidFrom?.Second ?? 0) + (key.ExpiresAt?.Second ?? 0);
        if (ParameterQuery.TryRead(frame, out var query, out _))
            sum += query.Ids.Length;
        if (ParameterValues.TryRead(frame, out var values, out _))
        {
            foreach (var value in values)
                sum += value.Id + value.Name.Length + value.Text.Length + value.Number.Value;
        }
        if (TerminalControl.TryRead(frame, out var control, out _))
            sum += (int)control.Control + control.Parameters.Length + control.Info.Length + control.Level.Value + control.Upgrade.Length;
        return sum;
    }

    private static double Sum(Readings readings)
    {
        double sum = readings.Count;
        foreach (var value in readings)
            sum += value.Value;
        return sum;
    }

    internal static double TouchUnit(UnitKind kind, Edition edition, ReadOnlySpan<byte> body)
    {
        double sum = 0;
        switch (kind)
        {
            case UnitKind.Vehicle:
                var v = new VehicleUnit(edition, body);
                sum = v.SpeedKmh.Value + v.OdometerKm.Value + v.CurrentA.Value + v.InsulationKohm.Value + v.AcceleratorPercent.Value + v.BrakePercent.Value + (int)v.Dcdc + (v.BrakePressed ? 1 : 0);
                break;
            case UnitKind.Motors:
                foreach (var motor in new MotorsUnit(edition, body))
                    sum += motor.Number.Value + motor.TorqueNm.Value + motor.BusCurrentA.Value + motor.ControllerVoltageV.Value;
                break;
            case UnitKind.FuelCell:
                var cell = new FuelCellUnit(edition, body);
                sum = Sum(cell.ProbeTemperaturesC) + cell.HydrogenMaxTemperatureProbe.Value + cell.DcdcControllerTemperatureC.Value + cell.VoltageV.Value + cell.HydrogenMaxPressureMpa.Value + cell.HydrogenRemainingPercent.Value + (int)cell.Dcdc;
                break;
            case UnitKind.FuelCellStacks:
                foreach (var stack in new FuelCellStacksUnit(body))
                    sum += stack.Number.Value + stack.AirInletPressureKpa.Value + Sum(stack.CoolantOutletTemperaturesC);
                break;
            case UnitKind.Supercapacitor:
                var capacitor = new SupercapacitorUnit(body);
                sum = capacitor.System.Value + capacitor.CurrentA.Value + Sum(capacitor.VoltagesV) + Sum(capacitor.TemperaturesC);
                break;
            case UnitKind.SupercapacitorExtremes:
                var range = new SupercapacitorExtremesUnit(body);
                sum = range.MaxCell.Value.Value + range.MinCell.Number.Value + range.MaxProbe.Value.Value + range.MinProbe.Subsystem.Value;
                break;
            case UnitKind.Engine:
                var engine = new EngineUnit(edition, body);
                sum = engine.SpeedRpm.Value + engine.ConsumptionLPer100Km.Value + (int)engine.Status;
                break;
            case UnitKind.Position:
                var position = new PositionUnit(edition, body);
                sum = position.Longitude.Value + position.Latitude.Value + (int)position.System;
                break;
            case UnitKind.Extremes:
                var extremes = new ExtremesUnit(body);
                sum = extremes.MaxCell.Value.Value + extremes.MinCell.Number.Value + extremes.MaxProbe.Value.Value + extremes.MinProbe.Subsystem.Value;
                break;
            case UnitKind.Alarm:
                var alarm = new AlarmUnit(edition, body);
                sum = alarm.Flags + alarm.LevelOf(23).Value + alarm.Battery.Count + alarm.Motor.Count + alarm.Engine.Count + alarm.Other.Count;
                for (var i = 0; i < alarm.Other.Count; i++)
                    sum += alarm.Other[i];
                break;
            case UnitKind.CellVoltages:
                foreach (var cells in new CellVoltagesUnit(edition, body))
                    sum += cells.PackVoltageV.Value + cells.FirstCell.Value + cells.CellCount.Value + (cells.Count > 0 ? cells.VoltageV(cells.Count - 1).Value : 0);
                break;
            case UnitKind.ProbeTemperatures:
                foreach (var probes in new ProbeTemperaturesUnit(edition, body))
                    sum += probes.Subsystem.Value + (probes.Raw.Length > 0 ? probes.TemperatureC(probes.Raw.Length - 1).Value : 0);
                break;
        }
        return sum;
    }
}
