using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Twins.Client.Api.Http;
using Twins.Client.Api.Vehicles;
using Twins.Grains.Vehicles;
using Twins.Protocols.Gbt32960;

namespace Twins.Client.Api.Tests;

/// <summary>What a vehicle's document shows of the units of both editions, and of how reports are secured, is what the description says.</summary>
public sealed class VehicleUnitTests
{
    [Theory]
    [InlineData(2016, 0x01, "01 03 01 0209 00002B3E 145C 27EE 1C 01 2E 3CD4 0A 65")]
    [InlineData(2016, 0x01, "01 03 01 0209 00002B3E 145C 27EE 1C 01 2E 3CD4 0A 20")]
    [InlineData(2016, 0x02, "01 01 04 31 4E20 4E20 36 1441 2710")]
    [InlineData(2016, 0x03, "0FA0 03E8 0087 0002 3C FF 0226 01 01F4 02 015E FC 01")]
    [InlineData(2016, 0x04, "01 0BB8 02B7")]
    [InlineData(2016, 0x05, "00 0720619C 01EAA764")]
    [InlineData(2016, 0x06, "01 08 0E2E FA 44 FFFF 01 02 32 01 FA 00")]
    [InlineData(2016, 0x07, "02 80042801 01 0000000A 01 01E0E111 FF 01 09ECE1FC")]
    [InlineData(2025, 0x01, "03 04 01 1389 FFFFFFFF EA61 0000 FF FE 80 FFFE")]
    [InlineData(2025, 0x02, "01 02 03 FF 0000 00061A80 FE")]
    [InlineData(2025, 0x03, "0069 01 0064 FD 02BC 03 02 55 5F")]
    [InlineData(2025, 0x04, "03E8")]
    [InlineData(2025, 0x05, "04 01 073D5C8C 01DCB6DE")]
    [InlineData(2025, 0x06, "04 00800002 01 0000002A 00 00 00 02 17 04 01 FE")]
    [InlineData(2025, 0x30, "01 01 0BB8 FFFF 07D0 03E8 41 0002 64 FF")]
    [InlineData(2025, 0x31, "01 1388 7594 0002 0A8C FFFF 0002 3C FE")]
    [InlineData(2025, 0x32, "01 0101 0A8C 02 FFFB 0A28 03 0001 46 04 0002 FF")]
    public async Task Every_member_of_a_unit_is_described_and_reads_as_its_type(int edition, byte type, string hex)
    {
        var unit = Read((Edition)edition, type, hex);
        await using var api = await ApiHost.StartAsync();
        api.Cluster.Add(Samples.Vehicle() with { State = [unit] });
        var state = (await api.JsonAsync($"/v1/vehicles/{Samples.Vin}")).GetProperty("state");
        AssertDescribed(ApiJson.Options.GetTypeInfo(typeof(StateUnits)), state, "state");
        Assert.NotNull(state.Deserialize<StateUnits>(ApiJson.Options));
        Assert.Equal($"{{\"state\":{{\"{unit.Name}\":{state.GetProperty(unit.Name).GetRawText()}}}}}", await api.TextAsync($"/v1/vehicles/{Samples.Vin}?fields=state.{unit.Name}"));
    }

    [Fact]
    public async Task A_position_of_another_datum_has_described_members_too()
    {
        await using var api = await ApiHost.StartAsync();
        var json = """{"valid":true,"coordinateSystem":"gcj02","longitude":121.5,"latitude":31.1,"reportedLongitude":121.504,"reportedLatitude":31.098,"absent":{}}"""u8.ToArray();
        api.Cluster.Add(Samples.Vehicle() with { State = [new UnitReading("position", Samples.At, json)] });
        var state = (await api.JsonAsync($"/v1/vehicles/{Samples.Vin}")).GetProperty("state");
        AssertDescribed(ApiJson.Options.GetTypeInfo(typeof(StateUnits)), state, "state");
    }

    [Fact]
    public async Task How_reports_are_secured_is_shown_after_the_first_that_is()
    {
        await using var api = await ApiHost.StartAsync();
        api.Cluster.Add(Samples.Vehicle() with { Security = new VehicleSecurity(Samples.At, "sm4", "valid", 5, 1, 4, 1, 2, 3, 6) });
        Assert.Equal(
            """{"security":{"at":"2019-12-30T07:51:56.000Z","encryption":"sm4","signature":"valid","signatures":{"valid":4,"wrong":1,"noKey":2,"malformed":3,"none":6},"decrypted":5,"undecrypted":1}}""",
            await api.TextAsync($"/v1/vehicles/{Samples.Vin}?fields=security"));
        Assert.Equal("{\"security\":{\"signature\":\"valid\"}}", await api.TextAsync($"/v1/vehicles/{Samples.Vin}?fields=security.signature"));
    }

    private static UnitReading Read(Edition edition, byte type, string hex)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            UnitJson.WriteMembers(writer, edition, type, Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
            writer.WriteEndObject();
        }

        var units = new UnitReader(edition, [0, 0, 0, 0, 0, 0, type, .. Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))]);
        Assert.True(units.MoveNext());
        return new UnitReading(UnitJson.NameOf(units.Kind), Samples.At, json.WrittenMemory);
    }

    private static void AssertDescribed(JsonTypeInfo description, JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.Array && description.ElementType is { } element)
        {
            foreach (var item in value.EnumerateArray()) AssertDescribed(ApiJson.Options.GetTypeInfo(element), item, path + "[]");
        }
        else if (value.ValueKind == JsonValueKind.Object && description.Kind == JsonTypeInfoKind.Object)
        {
            foreach (var member in value.EnumerateObject())
            {
                // Numbers that the table does not allow; for those who look closely.
                if (member.Name == "raw") continue;
                var property = description.Properties.FirstOrDefault(one => one.Name == member.Name);
                Assert.True(property is not null, $"{path}.{member.Name} is not described.");
                AssertDescribed(ApiJson.Options.GetTypeInfo(property.PropertyType), member.Value, $"{path}.{member.Name}");
            }
        }
    }
}
