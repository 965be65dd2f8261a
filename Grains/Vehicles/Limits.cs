namespace Twins.Grains.Vehicles;

/// <summary>The times that the rules of vehicles go by.</summary>
internal static class Limits
{
    /// <summary>Between two reports further apart than this, trips and charging sessions are over.</summary>
    public static readonly TimeSpan LongGap = TimeSpan.FromMinutes(10);

    /// <summary>A report that is further ahead of its arrival is not believed.</summary>
    public static readonly TimeSpan AheadOfArrival = TimeSpan.FromMinutes(5);

    /// <summary>Spans of serious alarms that a vehicle remembers.</summary>
    public const int SeriousSpans = 16;

    /// <summary>Quarantined frames that a vehicle remembers, so that each is told once however often it is sent.</summary>
    public const int QuarantinedFrames = 16;

    /// <summary>Packs get a digest at least this often, by report time.</summary>
    public static readonly TimeSpan Digest = TimeSpan.FromSeconds(60);
}
