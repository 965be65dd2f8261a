using Twins.Protocols.Gbt32960.Schema;

namespace Twins.Protocols.Gbt32960.Tables;

/// <summary>Parameters of a terminal (Annex B) by their ids. The two domains, 05 and 0E, are as long as a parameter before them, 04 or 0D, says.</summary>
internal static class ParameterTable
{
    /// <summary>One more than the largest id that is not the user's own.</summary>
    internal const int Count = 17;

    private static readonly Part?[] Table2016 = Build(
        new Number("reportPeriodS", 2, 1, 600), new Number("alarmReportPeriodMs", 2, 0, 60000));

    private static readonly Part?[] Table2025 = Build(
        new Number("reportPeriodS", 1, 1, 30), new Number("alarmReportPeriodS", 1, 0, 1));

    /// <summary>The id whose value is the length of a domain's id; 0 for a parameter that is no domain.</summary>
    internal static byte LengthIdOf(byte id) => id is 0x05 or 0x0E ? (byte)(id - 1) : (byte)0;

    /// <summary>Whether a query can ask for the parameter and no setting change it: hardware and firmware version.</summary>
    internal static bool IsReadOnly(byte id) => id is 0x07 or 0x08;

    /// <summary>The entry of a parameter's value; null for one that is reserved or the user's own.</summary>
    internal static Part? Of(Edition edition, byte id)
    {
        var table = edition == Edition.V2025 ? Table2025 : Table2016;
        return id < Count ? table[id] : null;
    }

    private static Part?[] Build(Number reportPeriod, Number alarmReportPeriod) =>
    [
        null,
        new Number("localStoragePeriodMs", 2, 0, 60000),
        reportPeriod,
        alarmReportPeriod,
        new Number("manufacturerDomainLength", 1, 0, 255, marked: false),
        new Domain("manufacturerDomain"),
        new Number("manufacturerPort", 2, 0, 65535, marked: false),
        new Text("hardwareVersion", 5),
        new Text("firmwareVersion", 5),
        new Number("heartbeatPeriodS", 1, 1, 240),
        new Number("terminalTimeoutS", 2, 1, 600),
        new Number("platformTimeoutS", 2, 1, 600),
        new Number("loginRetryMinutes", 1, 1, 240),
        new Number("publicDomainLength", 1, 0, 255, marked: false),
        new Domain("publicDomain"),
        new Number("publicPort", 2, 0, 65535, marked: false),
        new Choice<YesNo>("samplingMonitoring"),
    ];
}
