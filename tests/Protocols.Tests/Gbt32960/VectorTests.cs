using System.Globalization;
using System.Text.Json.Nodes;

namespace Twins.Protocols.Tests.Gbt32960;

/// <summary>315 recorded frames, every value against those of an independent decoder. Its names and its shortened lists are mapped here.</summary>
public class VectorTests
{
    private static readonly string[] Gears = ["N", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "R", "D", "P"];

    private static IEnumerable<(string Hex, string Class, string Expected)> Vectors() =>
        File.ReadLines(Shared.Find("vectors/gbt32960.tsv")).Where(l => !l.StartsWith('#')).Select(l => l.Split('\t')).Select(c => (c[0], c[1], c[3]));

    [Fact]
    public void Every_recorded_frame_is_judged_by_its_class_and_read_as_the_independent_decoder_read_it()
    {
        var vectors = Vectors().ToList();
        var wrong = vectors.Select(vector => Record.Exception(() => Compare(vector.Hex, vector.Class, vector.Expected))).OfType<Exception>().ToList();
        // What ./twins test shows of this test.
        TestContext.Current.TestOutputHelper!.WriteLine($"vectors={vectors.Count - wrong.Count}/{vectors.Count}");
        Assert.Empty(wrong);
        Assert.Equal(315, vectors.Count);
        Assert.Equal(312, vectors.Count(vector => vector.Expected != "-"));
    }

    private static void Compare(string hex, string kind, string expected)
    {
        var document = Documents.Decode(hex);
        Assert.Equal(kind is "A" or "A-ack", (bool)document["ok"]!);
        if (kind == "C-badBCC")
            Assert.Equal("check-code", (string)document["errors"]!.AsArray().Single()!["code"]!);
        if (expected != "-")
            CompareFrame(JsonNode.Parse(expected)!, document);
    }

    [Fact]
    public void Every_document_of_a_recorded_frame_encodes_to_the_same_bytes()
    {
        foreach (var (hex, kind, _) in Vectors().Where(v => v.Class != "C-badBCC"))
            Assert.Equal(hex, Documents.Reencode(hex));
    }

    private static void CompareFrame(JsonNode wanted, JsonNode found)
    {
        Assert.Equal((int)wanted["ver"]!, (int)found["edition"]!);
        Assert.Equal(Hex(wanted["cmd"]), (int)found["command"]!);
        Assert.Equal(Hex(wanted["ack"]), (int)found["answer"]!);
        Assert.Equal(((string)wanted["vin"]!).Replace("\\0", "", StringComparison.Ordinal), (string)found["id"]!);
        Assert.Equal((int)wanted["enc"]!, (int)found["encryption"]!);
        Assert.Equal((int)wanted["len"]!, (int)found["length"]!);
        // A logout's time stands in its body, which the independent decoder shows without it.
        if (wanted["time"] is { } time)
            Assert.Equal(Utc(time), Utc(found["time"]!));
        if (wanted["seq"] is { } sequence)
            Assert.Equal((int)sequence, (int)found["body"]!["loginSequence"]!);
        if (wanted["iccid"] is { } iccid)
        {
            Assert.Equal((string)iccid!, (string)found["body"]!["iccid"]!);
            Assert.Equal((int)wanted["subsys"]!, (int)found["body"]!["subsystemCount"]!);
            Assert.Equal((int)wanted["codeLen"]!, (int)found["body"]!["codeLength"]!);
            Assert.Equal(wanted["codes"]!.ToJsonString(), found["body"]!["codes"]!.ToJsonString());
        }
        var wantedUnits = wanted["units"]?.AsArray() ?? [];
        var foundUnits = found["units"]!.AsArray();
        Assert.Equal(wantedUnits.Count, foundUnits.Count);
        foreach (var (w, f2) in wantedUnits.Zip(foundUnits))
        {
            Assert.Equal(Hex(w!["t"]), (int)f2!["type"]!);
            CompareUnit((int)f2["type"]!, w, f2["values"]!.AsObject(), f2["absent"]!.AsObject());
        }
    }

    private static void CompareUnit(int type, JsonNode wanted, JsonObject values, JsonObject absent)
    {
        switch (type)
        {
            case 1: Vehicle(wanted, values, absent); break;
            case 2: Motors(wanted, values); break;
            case 5:
                Assert.Equal((bool)wanted["valid"]!, (bool)values["valid"]!);
                Same(wanted["lon"], values, absent, "longitude");
                Same(wanted["lat"], values, absent, "latitude");
                break;
            case 6:
                Extreme(wanted["maxV"]!, values["maxCell"]!, "voltageV");
                Extreme(wanted["minV"]!, values["minCell"]!, "voltageV");
                Extreme(wanted["maxT"]!, values["maxProbe"]!, "temperatureC");
                Extreme(wanted["minT"]!, values["minProbe"]!, "temperatureC");
                break;
            case 7: Alarm(wanted, values, absent); break;
            case 8: Cells(wanted, values); break;
            case 9: Probes(wanted, values); break;
            default: Assert.Equal(2 * (int)wanted["customLen"]!, ((string)values["data"]!).Length); break;
        }
    }

    private static void Vehicle(JsonNode wanted, JsonObject values, JsonObject absent)
    {
        Choice(wanted["state"], values, absent, "power", "on", "off", "other");
        Choice(wanted["charge"], values, absent, "charge", "parkedCharging", "drivingCharging", "notCharging", "complete");
        Choice(wanted["mode"], values, absent, "mode", "ev", "hybrid", "fuel");
        Same(wanted["speed"], values, absent, "speedKmh");
        Same(wanted["mileage"], values, absent, "odometerKm");
        Same(wanted["volt"], values, absent, "packVoltageV");
        Same(wanted["curr"], values, absent, "currentA");
        Same(wanted["soc"], values, absent, "socPercent");
        Choice(wanted["dcdc"], values, absent, "dcdc", "working", "off");
        Assert.Equal(Gears[(int)wanted["gear"]!], (string)values["gear"]!);
        Assert.Equal((int)wanted["drive"]! == 1, (bool)values["driveForce"]!);
        Assert.Equal((int)wanted["brake"]! == 1, (bool)values["brakeForce"]!);
        Same(wanted["insul"], values, absent, "insulationKohm");
        Same(wanted["accel"], values, absent, "acceleratorPercent");
        if ((int)wanted["brakePedal"]! == 101)
            Assert.True((bool)values["brakePressed"]! && !values.ContainsKey("brakePercent"));
        else
            Same(wanted["brakePedal"], values, absent, "brakePercent");
    }

    private static void Motors(JsonNode wanted, JsonObject values)
    {
        Assert.Equal((int)wanted["n"]!, values["items"]!.AsArray().Count);
        foreach (var (w, f) in wanted["m"]!.AsArray().Zip(values["items"]!.AsArray()))
        {
            var (item, absent) = (f!.AsObject(), f["absent"]?.AsObject() ?? []);
            Same(w!["no"], item, absent, "number");
            Choice(w["state"], item, absent, "status", "consuming", "generating", "off", "ready");
            Same(w["ctrlT"], item, absent, "controllerTemperatureC");
            Same(w["rpm"], item, absent, "speedRpm");
            Same(w["torque"], item, absent, "torqueNm");
            Same(w["T"], item, absent, "temperatureC");
            Same(w["volt"], item, absent, "controllerVoltageV");
            Same(w["curr"], item, absent, "busCurrentA");
        }
    }

    private static void Extreme(JsonNode wanted, JsonNode found, string value)
    {
        var absent = found["absent"]?.AsObject() ?? [];
        Same(wanted[0], found.AsObject(), absent, "subsystem");
        Same(wanted[1], found.AsObject(), absent, "number");
        Same(wanted[2], found.AsObject(), absent, value);
    }

    private static void Alarm(JsonNode wanted, JsonObject values, JsonObject absent)
    {
        Same(wanted["level"], values, absent, "level");
        var bits = values["flags"]!.AsArray().Select(f => Protocols.Gbt32960.AlarmFlags.BitOf((string)f!));
        Assert.Equal(wanted["bits"]!.AsArray().Select(b => (int)b!), bits);
        foreach (var (theirs, ours) in new[] { ("batt", "battery"), ("motor", "motor"), ("engine", "engine"), ("other", "other") })
            Assert.Equal(wanted[theirs]!.ToJsonString(), values["faults"]![ours]!.ToJsonString());
    }

    private static void Cells(JsonNode wanted, JsonObject values)
    {
        Assert.Equal((int)wanted["n"]!, values["items"]!.AsArray().Count);
        foreach (var (w, f) in wanted["p"]!.AsArray().Zip(values["items"]!.AsArray()))
        {
            var (item, absent) = (f!.AsObject(), f["absent"]?.AsObject() ?? []);
            Same(w!["no"], item, absent, "subsystem");
            Same(w["volt"], item, absent, "packVoltageV");
            Same(w["curr"], item, absent, "currentA");
            Same(w["total"], item, absent, "cellCount");
            Same(w["start"], item, absent, "firstCell");
            Assert.Equal((int)w["frame"]!, item["voltagesV"]!.AsArray().Count);
            List(w, item["voltagesV"]!.AsArray());
        }
    }

    private static void Probes(JsonNode wanted, JsonObject values)
    {
        Assert.Equal((int)wanted["n"]!, values["items"]!.AsArray().Count);
        foreach (var (w, f) in wanted["p"]!.AsArray().Zip(values["items"]!.AsArray()))
        {
            Assert.Equal((int)w!["no"]!, (int)f!["subsystem"]!);
            Assert.Equal((int)w["n"]!, f["temperaturesC"]!.AsArray().Count);
            List(w, f["temperaturesC"]!.AsArray());
        }
    }

    // The first three and the last element, smallest and largest, and how many are no numbers.
    private static void List(JsonNode wanted, JsonArray found)
    {
        Assert.Equal(wanted["first"]!.AsArray().Select(Number), found.Take(3).Select(Number));
        if (wanted["last"] is { } last)
            Assert.Equal(Number(last[0]), Number(found[^1]));
        Assert.Equal(Number(wanted["min"]), found.Where(v => v is not null).Min(Number));
        Assert.Equal(Number(wanted["max"]), found.Where(v => v is not null).Max(Number));
        Assert.Equal((int)wanted["bad"]!, found.Count(v => v is null));
    }

    private static void Choice(JsonNode? wanted, JsonObject values, JsonObject absent, string name, params string[] names)
    {
        if ((int)wanted! is var raw && raw >= 1 && raw <= names.Length)
            Assert.Equal(names[raw - 1], (string)values[name]!);
        else
            Assert.Equal("outOfRange", (string)absent[name]!);
    }

    // The independent decoder knows no ranges; the only number in these recordings that a table does not allow is 0.
    private static void Same(JsonNode? wanted, JsonObject values, JsonObject absent, string name)
    {
        if (wanted!.GetValueKind() == System.Text.Json.JsonValueKind.String)
            Assert.Equal(((string)wanted!).ToLowerInvariant(), (string)absent[name]!);
        else if (absent.ContainsKey(name))
            Assert.True((string)absent[name]! == "outOfRange" && Number(wanted) == 0, $"{name}: {wanted} and {absent[name]}");
        else
            Assert.Equal(Number(wanted), Number(values[name]));
    }

    private static decimal Number(JsonNode? node) => decimal.Parse(node!.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static DateTime Utc(JsonNode time) =>
        DateTime.Parse((string)time!, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);

    private static int Hex(JsonNode? node) => Convert.ToInt32((string)node!, 16);
}
