using System.Globalization;

namespace Orleans.Runtime;

/// <summary>Integer keys are written in upper-case hexadecimal without leading zeros, as two's complement.</summary>
internal static class IntegerKey
{
    public static IdSpan Create(long key) => new(key.ToString("X", CultureInfo.InvariantCulture));

    public static bool TryParse(IdSpan key, out long value)
        => long.TryParse(key.Text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
