namespace Twins.Protocols.Gbt32960;

/// <summary>Time on the wire: six bytes yy MM dd HH mm ss of Beijing time (clause 6.4, table 5). Inside, time is UTC.</summary>
public static class BeijingTime
{
    /// <summary>Bytes of a time.</summary>
    public const int Length = 6;

    private static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    /// <summary>Reads a time from the first six bytes of <paramref name="source"/>. False when they are too few or name no existing moment.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out DateTimeOffset utc)
    {
        utc = default;
        if (source.Length < Length || source[0] > 99 || source[1] is 0 or > 12 || source[3] > 23 || source[4] > 59 || source[5] > 59)
            return false;
        var year = 2000 + source[0];
        if (source[2] == 0 || source[2] > DateTime.DaysInMonth(year, source[1]))
            return false;
        utc = new DateTimeOffset(new DateTime(year, source[1], source[2], source[3], source[4], source[5], DateTimeKind.Utc) - Offset);
        return true;
    }

    /// <summary>Writes a moment as six bytes; fractions of a second are cut off.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The moment is not within 2000 to 2099, Beijing time.</exception>
    public static void Write(DateTimeOffset time, Span<byte> destination)
    {
        var local = time.ToOffset(Offset);
        if (local.Year is < 2000 or > 2099)
            throw new ArgumentOutOfRangeException(nameof(time), time, "GB/T 32960 can send the years 2000 to 2099 only.");
        destination[0] = (byte)(local.Year - 2000);
        destination[1] = (byte)local.Month;
        destination[2] = (byte)local.Day;
        destination[3] = (byte)local.Hour;
        destination[4] = (byte)local.Minute;
        destination[5] = (byte)local.Second;
    }
}
