namespace Twins.Grains.Tests.Support;

/// <summary>The recorded frames beside the project; tests that need them skip where they are absent.</summary>
internal static class Vectors
{
    private const string Day = "vehicle-day";

    /// <summary>The day of one vehicle in the order in which it happened: login 1, the trip, logout 1, login 3, the charge, the late frames, logout 3.</summary>
    public static byte[][] VehicleDay()
    {
        var frames = Lines().Where(line => line.Contains(Day, StringComparison.Ordinal)).Select(line => Convert.FromHexString(line.Split('\t')[0])).ToArray();
        byte[][] of(byte command) => [.. frames.Where(frame => frame[2] == command)];
        var logins = of(1);
        var live = of(2);
        var logouts = of(4);
        var trip = live.Count(frame => TimeOf(frame) <= TimeOf(logouts[0]));
        return [logins[0], .. live[..trip], logouts[0], logins[1], .. live[trip..], .. of(3), logouts[1]];
    }

    private static long TimeOf(byte[] frame) => frame.AsSpan(24, 6).ToArray().Aggregate(0L, (sum, part) => sum << 8 | part);

    private static string[] Lines()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "vectors", "gbt32960.tsv");
            if (File.Exists(file)) return [.. File.ReadLines(file).Where(line => !line.StartsWith('#'))];
        }

        Assert.Skip("shared/vectors/gbt32960.tsv is not beside the project.");
        return [];
    }
}
