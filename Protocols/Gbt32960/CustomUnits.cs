namespace Twins.Protocols.Gbt32960;

/// <summary>
/// What the custom units of a sender mean. Nothing in a frame says so; who knows the sender says it to <see cref="FrameView"/> or <see cref="UnitReader"/>.
/// </summary>
public enum CustomUnits : byte
{
    /// <summary>Bytes with their length, as the standard has them (types 80 to FE).</summary>
    Opaque = 0,

    /// <summary>
    /// Shanghai's buses beside the 2016 edition (agreement 1.4): 80 with the length of a custom unit; 81, the last ten seconds, and 82, ten seconds of driver assistance, which have
    /// none and come in reissued reports. What does not have their form stays opaque.
    /// </summary>
    ShanghaiBus = 1,
}
