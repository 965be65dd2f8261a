namespace Twins.Grains.Vehicles;

/// <summary>The times that the rules of vehicles go by.</summary>
internal static class Limits
{
    /// <summary>An open link without a frame for this long is silent.</summary>
    public static readonly TimeSpan Silent = TimeSpan.FromSeconds(60);

    /// <summary>Without a frame for this long a vehicle is offline, and trips and charging sessions are over.</summary>
    public static readonly TimeSpan LongGap = TimeSpan.FromMinutes(10);

    /// <summary>A report that is further ahead of its arrival is not believed.</summary>
    public static readonly TimeSpan AheadOfArrival = TimeSpan.FromMinutes(5);

    /// <summary>Packs get a digest at least this often, by report time.</summary>
    public static readonly TimeSpan Digest = TimeSpan.FromSeconds(60);
}
