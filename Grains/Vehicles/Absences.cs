using Twins.Protocols.Gbt32960;

namespace Twins.Grains.Vehicles;

/// <summary>Values of the wire as messages carry them: a number, or null with the reason by the name that documents give it.</summary>
internal static class Absences
{
    private const string Invalid = "invalid", Abnormal = "abnormal", OutOfRange = "outOfRange";

    public static double? ValueOf(Reading? reading) => reading is { IsValid: true } known ? known.Value : null;

    /// <summary>Null for a value that is there, and where nothing was said.</summary>
    public static string? ReasonOf(Reading? reading) => reading?.Validity switch
    {
        Validity.Invalid => Invalid,
        Validity.Abnormal => Abnormal,
        Validity.OutOfRange => OutOfRange,
        _ => null,
    };

    public static Reading? ToReading(double? value, string? reason) => (value, reason) switch
    {
        ({ } known, _) => known,
        (_, Invalid) => Reading.Invalid,
        (_, Abnormal) => Reading.Abnormal,
        (_, OutOfRange) => Reading.OutOfRange,
        _ => null,
    };
}
