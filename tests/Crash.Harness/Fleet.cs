using Twins.Protocols.Gbt32960;

namespace Twins.Crash.Harness;

/// <summary>
/// What a platform sends for its vehicles, in order: the same for the same seed. Every frame is distinct. Trips, charging, alarms of all levels, packs that
/// are swapped, reports that come late, and reports that cannot be read.
/// </summary>
internal sealed class Fleet
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly HashSet<byte[]> _unreadable = new(ReferenceEqualityComparer.Instance);

    /// <summary>Makes the story.</summary>
    /// <param name="seed">Of everything.</param>
    /// <param name="vehicles">How many.</param>
    /// <param name="rounds">Frames of each vehicle, about.</param>
    public Fleet(int seed, int vehicles, int rounds)
    {
        var random = new Random(seed);
        var stories = Enumerable.Range(0, vehicles).Select(number => new Story(number, random.Next(), _unreadable)).ToArray();
        var frames = new List<byte[]>();
        for (var round = 0; round < rounds; round++)
            foreach (var story in stories) frames.AddRange(story.Next(s_start.AddSeconds(10 * round)));
        Frames = frames;
        Vins = [.. stories.Select(story => story.Vin)];
    }

    /// <summary>In the order in which they are sent.</summary>
    public IReadOnlyList<byte[]> Frames { get; }

    public IReadOnlyList<string> Vins { get; }

    /// <summary>Whether the structure of one of <see cref="Frames"/> is right.</summary>
    public bool IsReadable(byte[] frame) => !_unreadable.Contains(frame);

    /// <summary>One vehicle.</summary>
    private sealed class Story(int number, int seed, HashSet<byte[]> unreadable)
    {
        private readonly Random _random = new(seed);
        private readonly List<DateTimeOffset> _kept = [];
        private int _step = -1;
        private int _logins;
        private int _alarmLeft;
        private int _alarmLevel;
        private uint _alarmFlags;
        private double _odometer = 1000 + number;

        public string Vin { get; } = $"LCRASH0000000{number:D4}";

        public IEnumerable<byte[]> Next(DateTimeOffset time)
        {
            // Login, a trip, a charge, logout; then asleep for more than the gap that ends a trip.
            _step = (_step + 1) % 60;
            switch (_step)
            {
                case 0:
                    yield return Login(time);
                    break;
                case 59:
                    yield return Logout(time);
                    break;
                default:
                    if (_random.Next(12) == 0)
                    {
                        // Taken, and sent later as what it then is.
                        _kept.Add(time);
                        break;
                    }

                    yield return _random.Next(40) == 0 ? Unreadable(time) : Report(Command.Realtime, time);
                    if (_kept.Count > 2)
                    {
                        foreach (var late in _kept) yield return Report(Command.Reissue, late);
                        _kept.Clear();
                    }

                    break;
            }
        }

        private byte[] Login(DateTimeOffset time)
        {
            var buffer = new byte[256];
            string[] codes = [++_logins % 3 == 0 ? "117381303840" : $"001PBAK8000001AC7{_logins % 2}{number:D6}"];
            return buffer[..FrameWriter.VehicleLogin(buffer, Vin, time, _logins, $"898600{number:D14}", 1, codes)];
        }

        private byte[] Logout(DateTimeOffset time)
        {
            var buffer = new byte[64];
            return buffer[..FrameWriter.Logout(buffer, Edition.V2016, Command.VehicleLogout, Vin, time, _logins)];
        }

        private byte[] Report(Command command, DateTimeOffset time)
        {
            var buffer = new byte[512];
            var driving = _step < 30;
            if (driving) _odometer += 0.1 * _random.Next(1, 4);
            var writer = FrameWriter.Report(buffer, Edition.V2016, command, Vin, time);
            writer.Vehicle(new VehicleValues
            {
                Power = driving ? PowerState.On : PowerState.Off, Charge = driving || _step > 55 ? ChargeState.NotCharging : ChargeState.ParkedCharging, Mode = RunMode.Ev,
                SpeedKmh = driving ? _random.Next(20, 90) : 0, OdometerKm = Math.Round(_odometer, 1), PackVoltageV = 380 + _random.Next(20),
                CurrentA = driving ? _random.Next(10, 120) : -40, SocPercent = driving ? 90 - _step : 60 + (_step - 30), InsulationKohm = 5000,
            });
            writer.Position(true, Math.Round(121.4 + (0.001 * _random.Next(100)), 6), Math.Round(31.2 + (0.001 * _random.Next(100)), 6));
            writer.CellVoltages([new CellVoltageValues(1, 380 + _random.Next(20), driving ? 50 : -40, Readings(24, () => 3.5 + (0.001 * _random.Next(400))))]);
            writer.ProbeTemperatures([new ProbeTemperatureValues(1, Readings(6, () => 20 + _random.Next(15)))]);
            WriteAlarm(ref writer);
            return buffer[..writer.Finish()];
        }

        private static Reading[] Readings(int count, Func<double> next) => [.. Enumerable.Range(0, count).Select(_ => (Reading)Math.Round(next(), 3))];

        /// <summary>Now and then an alarm that lasts a few reports; its level may rise.</summary>
        private void WriteAlarm(ref FrameWriter writer)
        {
            if (_alarmLeft == 0 && _random.Next(10) == 0) (_alarmLeft, _alarmLevel, _alarmFlags) = (_random.Next(1, 6), _random.Next(1, 4), 1u << _random.Next(19));
            else if (_alarmLeft > 0 && --_alarmLeft > 0 && _random.Next(4) == 0) _alarmLevel = 3;
            writer.Alarm(_alarmLeft == 0 ? 0 : _alarmLevel, _alarmLeft == 0 ? 0 : _alarmFlags, new FaultCodes());
        }

        /// <summary>Either its time is no time, or it ends in the middle of a data unit.</summary>
        private byte[] Unreadable(DateTimeOffset time)
        {
            var frame = Report(Command.Realtime, time);
            if (_random.Next(2) == 0)
            {
                frame[FrameView.HeaderLength + 1] = 0x77;
            }
            else
            {
                frame = [.. frame.AsSpan(0, frame.Length - 4), 0];
                System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(22), (ushort)(frame.Length - FrameView.Overhead));
            }

            frame[^1] = frame.AsSpan(2, frame.Length - 3).ToArray().Aggregate((byte)0, (code, value) => (byte)(code ^ value));
            unreadable.Add(frame);
            return frame;
        }
    }
}
