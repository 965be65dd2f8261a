using Twins.Protocols.Gbt32960;

namespace Twins.Protocols.Tests.Gbt32960;

/// <summary>Frames of every command and unit of both editions, and what chance makes of them.</summary>
internal static class Mutants
{
    public static readonly byte[][] Seeds = [.. MakeSeeds()];

    /// <summary>The mutant of a number.</summary>
    public static byte[] Make(int number)
    {
        var random = new Random(number);
        return Mutate(Seeds[random.Next(Seeds.Length)], random);
    }

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

    public static byte[] Seal(byte[] frame)
    {
        var length = frame.Length - FrameView.Overhead;
        (frame[22], frame[23]) = ((byte)(length >> 8), (byte)length);
        frame[^1] = CheckCode.Of(frame.AsSpan(2..^1));
        return frame;
    }
}
