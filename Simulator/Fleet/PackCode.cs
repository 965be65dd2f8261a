using System.Globalization;

namespace Twins.Simulator.Fleet;

/// <summary>Made-up battery pack codes of 24 characters (GB/T 34014-2017, clause 5): a pack of ternary cells, made on a real day.</summary>
internal static class PackCode
{
    private const string Maker = "0TW", Pack = "P", Ternary = "E", Specification = "96", Traceability = "SHA0001";

    private const string DayCharacters = "123456789ABCDEFGHJKLMNPRSTVWXY0";

    private const int DaysOfMaking = 700;

    private static readonly DateOnly FirstDay = new(2023, 6, 1);

    /// <summary>The code of the pack of the vehicle of a number from 0 to 999,999.</summary>
    internal static string Of(int number)
    {
        var made = FirstDay.AddDays(number % DaysOfMaking);
        // 2020 is A, the first ten letters run without a gap.
        var year = (char)('A' + made.Year - 2020);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Maker}{Pack}{Ternary}{Specification}{Traceability}{year}{made.Month:X}{DayCharacters[made.Day - 1]}{number + 1:D7}");
    }
}
