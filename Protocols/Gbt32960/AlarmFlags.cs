namespace Twins.Protocols.Gbt32960;

/// <summary>The general alarm bits (clause 7.2.3.8, table 18 in 2016). Bits 19 to 27 are defined by the 2025 edition; the cells of 2016 are its smallest parallel units.</summary>
public static class AlarmFlags
{
    /// <summary>The bit of the RESS thermal event (2025), whose presence means level 4.</summary>
    public const int ThermalEventBit = 23;

    private const int DefinedIn2016 = 19, DefinedIn2025 = 28;

    private static readonly string[] Names =
    [
        "temperatureDifference", "batteryHighTemperature", "ressOvervoltage", "ressUndervoltage", "socLow", "cellOvervoltage", "cellUndervoltage", "socHigh",
        "socJump", "ressMismatch", "cellInconsistency", "insulation", "dcdcTemperature", "brakeSystem", "dcdcStatus", "motorControllerTemperature",
        "highVoltageInterlock", "motorTemperature", "ressOvercharge", "motorOverspeed", "motorOvercurrent", "supercapacitorTemperature",
        "supercapacitorOvervoltage", "ressThermalEvent", "hydrogenLeak", "hydrogenPressure", "hydrogenTemperature", "fuelCellStackTemperature",
        "reserved28", "reserved29", "reserved30", "reserved31",
    ];

    private static readonly string[] Reserved = [.. Enumerable.Range(0, 32).Select(bit => $"reserved{bit}")];

    /// <summary>The flags without the bits that the edition leaves open.</summary>
    public static uint Defined(Edition edition, uint flags) => flags & ((1u << (edition == Edition.V2025 ? DefinedIn2025 : DefinedIn2016)) - 1);

    /// <summary>Whether the RESS thermal event is among the flags; whatever level stands beside it, that is level 4.</summary>
    public static bool HasThermalEvent(Edition edition, uint flags) => edition == Edition.V2025 && (flags >> ThermalEventBit & 1) != 0;

    /// <summary>The name of a bit, 0 (lowest) to 31; <c>reservedN</c> where the edition leaves it open.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such bit in a DWORD.</exception>
    public static string NameOf(Edition edition, int bit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bit);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bit, 31);
        return edition == Edition.V2016 && bit >= DefinedIn2016 ? Reserved[bit] : Names[bit];
    }

    /// <summary>The bit of a name, -1 for a name that is none.</summary>
    public static int BitOf(string name)
    {
        var bit = Array.IndexOf(Names, name);
        return bit >= 0 ? bit : Array.IndexOf(Reserved, name);
    }
}
