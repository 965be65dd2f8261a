using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Twins.Protocols;

/// <summary>
/// A traction-battery code of GB/T 34014-2017: 24 characters for a pack, module or cell; 19 for a second-life product, which has no traceability code and ends in R and its product type.
/// </summary>
/// <param name="Text">The code as given.</param>
/// <param name="Manufacturer">Three characters assigned on filing.</param>
/// <param name="Product">Pack, module or cell.</param>
/// <param name="Chemistry">The battery type.</param>
/// <param name="Specification">Two characters filed by the maker.</param>
/// <param name="Traceability">Seven characters filed by the maker; empty for a second-life product.</param>
/// <param name="ProducedOn">Date of production, 2011 to 2040.</param>
/// <param name="Serial">Number of the day, 1 to 9999999.</param>
/// <param name="SecondLifeProduct">What a second-life product is; null for a new one.</param>
public sealed record BatteryCode(
    string Text, string Manufacturer, BatteryProduct Product, BatteryChemistry Chemistry, string Specification, string Traceability,
    DateOnly ProducedOn, int Serial, BatteryProduct? SecondLifeProduct)
{
    /// <summary>Characters of a code.</summary>
    public const int Length = 24;

    /// <summary>Characters of the code of a second-life product.</summary>
    public const int SecondLifeLength = 19;

    private const int TraceabilityLength = 7, SerialLength = 7, FirstYear = 2011;

    // I, O, Q, U and Z are left out; the place of a character is its number, and 0 stands for 31 (days only).
    private const string Numerals = "?123456789ABCDEFGHJKLMNPRSTVWXY0";

    private static readonly SearchValues<char> Allowed = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>Reads a code. Nothing is corrected: small letters, spaces and padding make it invalid.</summary>
    /// <param name="text">The code as reported.</param>
    /// <param name="code">The code's parts.</param>
    /// <param name="error">One sentence on what is wrong.</param>
    /// <returns>Whether the code is valid, its date included.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out BatteryCode? code, [NotNullWhen(false)] out string? error)
    {
        code = null;
        error = text is null ? "There is no battery code." : Check(text);
        if (error is not null)
            return false;
        var traceability = text!.Length == Length ? TraceabilityLength : 0;
        var date = text.AsSpan(7 + traceability, 3);
        if (!TryReadDate(date, out var producedOn))
        {
            error = $"Battery code '{text}': '{date}' is no date of production.";
            return false;
        }
        code = new BatteryCode(
            text, text[..3], (BatteryProduct)text[3], (BatteryChemistry)text[4], text[5..7], text.Substring(7, traceability), producedOn,
            int.Parse(text.AsSpan(10 + traceability, SerialLength), NumberStyles.None, CultureInfo.InvariantCulture),
            traceability == 0 ? (BatteryProduct)text[^1] : null);
        return true;
    }

    /// <summary>Reads a code.</summary>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static BatteryCode Parse(string text) => TryParse(text, out var code, out var error) ? code : throw new FormatException(error);

    /// <summary>The code as given.</summary>
    public override string ToString() => Text;

    private static string? Check(string text)
    {
        if (text.Length is not (Length or SecondLifeLength))
            return $"Battery code '{text}' has {text.Length} characters instead of {Length}, or {SecondLifeLength} for a second-life product.";
        if (text.AsSpan().IndexOfAnyExcept(Allowed) is var at and >= 0)
            return $"Battery code '{text}': character {at + 1} is neither a digit nor a capital letter.";
        if (!Enum.IsDefined((BatteryProduct)text[3]))
            return $"Battery code '{text}': product type '{text[3]}' is not P, M or C.";
        if (!Enum.IsDefined((BatteryChemistry)text[4]))
            return $"Battery code '{text}': battery type '{text[4]}' is not A to G or Z.";
        var serial = text.AsSpan(text.Length == Length ? Length - SerialLength : 10, SerialLength);
        if (serial.ContainsAnyExceptInRange('0', '9') || serial.IndexOfAnyExcept('0') < 0)
            return $"Battery code '{text}': serial '{serial}' is not 0000001 to 9999999.";
        return text.Length == SecondLifeLength && (text[^2] != 'R' || !Enum.IsDefined((BatteryProduct)text[^1]))
            ? $"Battery code '{text}' has {SecondLifeLength} characters but does not end in R and P, M or C."
            : null;
    }

    private static bool TryReadDate(ReadOnlySpan<char> characters, out DateOnly date)
    {
        int year = Numerals.IndexOf(characters[0], StringComparison.Ordinal), month = Numerals.IndexOf(characters[1], StringComparison.Ordinal);
        var day = Numerals.IndexOf(characters[2], StringComparison.Ordinal);
        var exists = year is >= 1 and <= 30 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(FirstYear - 1 + year, month);
        date = exists ? new DateOnly(FirstYear - 1 + year, month, day) : default;
        return exists;
    }
}

/// <summary>What a code is on (GB/T 34014, position 4).</summary>
public enum BatteryProduct
{
    /// <summary>P: a pack.</summary>
    Pack = 'P',

    /// <summary>M: a module.</summary>
    Module = 'M',

    /// <summary>C: a cell.</summary>
    Cell = 'C',
}

/// <summary>The battery type (GB/T 34014, position 5).</summary>
public enum BatteryChemistry
{
    /// <summary>A: nickel-metal hydride.</summary>
    NickelMetalHydride = 'A',

    /// <summary>B: lithium iron phosphate.</summary>
    LithiumIronPhosphate = 'B',

    /// <summary>C: lithium manganese oxide.</summary>
    LithiumManganeseOxide = 'C',

    /// <summary>D: lithium cobalt oxide.</summary>
    LithiumCobaltOxide = 'D',

    /// <summary>E: ternary, nickel manganese cobalt.</summary>
    Ternary = 'E',

    /// <summary>F: supercapacitor.</summary>
    Supercapacitor = 'F',

    /// <summary>G: lithium titanate.</summary>
    LithiumTitanate = 'G',

    /// <summary>Z: another.</summary>
    Other = 'Z',
}
