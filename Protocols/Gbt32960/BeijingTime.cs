using System.Globalization;

namespace Twins.Protocols.Gbt32960;

/// <summary>Time on the wire: six bytes yy MM dd HH mm ss of Beijing time (clause 6.4, table 5). Inside, time is UTC.</summary>
public static class BeijingTime
{
    /// <summary>Bytes of a time.</summary>
    public const int Length = 6;

    private const string DocumentFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    private static readonly TimeSpan Offset = TimeSpan.FromHours(8);
    private static readonly DateTimeOffset First = new(2000, 1, 1, 0, 0, 0, Offset), End = new(2100, 1, 1, 0, 0, 0, Offset);

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

    /// <summary>A moment as documents have it: <c>2019-12-30T05:51:45Z</c>.</summary>
    internal static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(DocumentFormat, CultureInfo.InvariantCulture);

    /// <summary>A moment of a document; any ISO 8601 text that names its offset.</summary>
    internal static DateTimeOffset Parse(string text, string path) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && IsWritable(time)
            ? time
            : throw new FormatException($"{path} is \"{text}\", it must be a time like 2019-12-30T05:51:45Z in the years 2000 to 2099.");

    /// <summary>Writes a moment as six bytes; fractions of a second are cut off.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The moment is not within 2000 to 2099, Beijing time.</exception>
    public static void Write(DateTimeOffset time, Span<byte> destination)
    {
        if (!IsWritable(time))
            throw new ArgumentOutOfRangeException(nameof(time), time, "GB/T 32960 can send the years 2000 to 2099 only.");
        var local = time.ToOffset(Offset);
        destination[0] = (byte)(local.Year - 2000);
        destination[1] = (byte)local.Month;
        destination[2] = (byte)local.Day;
        destination[3] = (byte)local.Hour;
        destination[4] = (byte)local.Minute;
        destination[5] = (byte)local.Second;
    }

    private static bool IsWritable(DateTimeOffset time) => time >= First && time < End;
}
