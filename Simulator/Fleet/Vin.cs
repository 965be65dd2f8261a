using System.Globalization;

namespace Twins.Simulator.Fleet;

/// <summary>Made-up vehicle identification numbers with a right check digit (GB 16735, clause 4 and annex A).</summary>
internal static class Vin
{
    private const int Length = 17, CheckPosition = 8;

    private const string Maker = "LTW", Descriptor = "SH1EV", ModelYear = "S", Plant = "0";

    private static ReadOnlySpan<byte> Weights => [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

    /// <summary>The VIN of the vehicle of a number from 0 to 999,999.</summary>
    internal static string Of(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, 999_999);
        var open = string.Create(CultureInfo.InvariantCulture, $"{Maker}{Descriptor}0{ModelYear}{Plant}{number:D6}");
        return $"{open[..CheckPosition]}{CheckDigit(open)}{open[(CheckPosition + 1)..]}";
    }

    /// <summary>The check digit that 17 characters ask for at position 9: 0 to 9 or X. What stands there does not count.</summary>
    /// <exception cref="ArgumentException">Not 17 characters, or one that a VIN cannot have (I, O, Q, small letters, signs).</exception>
    internal static char CheckDigit(ReadOnlySpan<char> vin)
    {
        if (vin.Length != Length)
            throw new ArgumentException($"'{vin}' has {vin.Length} characters; a VIN has {Length}.", nameof(vin));
        var sum = 0;
        for (var i = 0; i < Length; i++)
            sum += Weights[i] * ValueOf(vin[i]);
        return "0123456789X"[sum % 11];
    }

    private static int ValueOf(char character) => character switch
    {
        >= '0' and <= '9' => character - '0',
        >= 'A' and <= 'H' => character - 'A' + 1,
        >= 'J' and <= 'N' => character - 'J' + 1,
        'P' => 7,
        'R' => 9,
        >= 'S' and <= 'Z' => character - 'S' + 2,
        _ => throw new ArgumentException($"'{character}' cannot stand in a VIN."),
    };
}
