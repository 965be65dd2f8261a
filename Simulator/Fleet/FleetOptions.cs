using Twins.Protocols.Gbt32960;
using Twins.Protocols.Security;
using Twins.Simulator.Link;

namespace Twins.Simulator.Fleet;

/// <summary>What a fleet is and where it reports.</summary>
/// <param name="Vehicles">1 to <see cref="MostVehicles"/>.</param>
/// <param name="ReportsPerSecond">Of the whole fleet, above 0; offered whether or not the server keeps up.</param>
/// <param name="Seed">Decides how the vehicles move.</param>
/// <param name="Server">Where to.</param>
/// <param name="Credentials">Null for no platform login.</param>
/// <param name="Retry">Wait after a connection or login that failed; a minute in the standard.</param>
/// <param name="Pause">Wait after three failures in a row; half an hour in the standard.</param>
/// <param name="Edition">Which edition the fleet speaks.</param>
/// <param name="Key">Signs every report (2025); null for none.</param>
internal sealed record FleetOptions(
    int Vehicles, double ReportsPerSecond, ulong Seed, Endpoint Server, Credentials? Credentials, TimeSpan Retry, TimeSpan Pause,
    Edition Edition = Edition.V2016, SigningKey? Key = null)
{
    /// <summary>As many as the made-up VINs have serial numbers.</summary>
    internal const int MostVehicles = 1_000_000;

    /// <summary>More is not what one connection carries.</summary>
    internal const double MostReportsPerSecond = 1_000_000;

    /// <summary>How often a vehicle reports where no rate is asked for; the standard allows up to 30 s.</summary>
    internal const double UsualPeriodSeconds = 10;
}
