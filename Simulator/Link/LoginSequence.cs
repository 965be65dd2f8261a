namespace Twins.Simulator.Link;

/// <summary>Numbers logins as the standard asks (2016, table 6): from 1, one more with each login, from 1 again on a new day in Beijing and after 65531.</summary>
internal struct LoginSequence
{
    private const ushort Largest = 65531;

    private static readonly TimeSpan BeijingOffset = TimeSpan.FromHours(8);

    private int _day;

    /// <summary>The number of the last login, which its logout repeats; 0 before the first.</summary>
    internal ushort Current { get; private set; }

    /// <summary>The number of a login at a moment.</summary>
    internal ushort Next(DateTimeOffset now)
    {
        var day = DateOnly.FromDateTime(now.ToOffset(BeijingOffset).DateTime).DayNumber;
        Current = day != _day || Current >= Largest ? (ushort)1 : (ushort)(Current + 1);
        _day = day;
        return Current;
    }
}
