using System.Buffers;
using Twins.Simulator.Link;

namespace Twins.Simulator.Fleet;

/// <summary>What a fleet says over one platform link: a login before a vehicle's first report, reports in turn, a logout when it falls asleep.</summary>
internal sealed class FleetConversation(FleetModel fleet, FleetFrames frames)
{
    private readonly VehicleSample _sample = new();
    private readonly bool[] _loggedIn = new bool[fleet.Vehicles.Count];
    private readonly LoginSequence[] _logins = new LoginSequence[fleet.Vehicles.Count];

    /// <summary>Writes the next reports, with the logins and logouts that fall between them. Fewer than asked for only while the whole fleet sleeps.</summary>
    /// <returns>Frames written.</returns>
    internal int WriteReports(IBufferWriter<byte> output, int reports, DateTimeOffset now)
    {
        var written = 0;
        for (var asleep = 0; reports > 0 && asleep < _loggedIn.Length;)
        {
            var number = fleet.Next(now);
            var vehicle = fleet.Vehicles[number];
            if (vehicle.Activity == Activity.Asleep)
            {
                written += LogOut(output, number, now);
                asleep++;
                continue;
            }
            written += LogIn(output, number, now) + 1;
            vehicle.Measure(_sample);
            frames.WriteReport(output, vehicle, now, _sample);
            reports--;
            asleep = 0;
        }
        return written;
    }

    /// <summary>Writes the logout of every vehicle that is logged in.</summary>
    /// <returns>Frames written.</returns>
    internal int WriteLogouts(IBufferWriter<byte> output, DateTimeOffset now)
    {
        var written = 0;
        for (var number = 0; number < _loggedIn.Length; number++)
            written += LogOut(output, number, now);
        return written;
    }

    /// <summary>Forgets who is logged in, since a link that is gone has ended all logins.</summary>
    internal void StartOver() => Array.Clear(_loggedIn);

    private int LogIn(IBufferWriter<byte> output, int number, DateTimeOffset now)
    {
        if (_loggedIn[number])
            return 0;
        _loggedIn[number] = true;
        frames.WriteLogin(output, fleet.Vehicles[number], now, _logins[number].Next(now));
        return 1;
    }

    private int LogOut(IBufferWriter<byte> output, int number, DateTimeOffset now)
    {
        if (!_loggedIn[number])
            return 0;
        _loggedIn[number] = false;
        frames.WriteLogout(output, fleet.Vehicles[number].Vin, now, _logins[number].Current);
        return 1;
    }
}
