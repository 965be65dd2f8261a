using Twins.Protocols.Gbt32960.Schema;

namespace Twins.Protocols.Gbt32960.Tables;

/// <summary>The body of a command that is not a report.</summary>
/// <param name="HasTime">Whether the message time begins it.</param>
/// <param name="Layout">What follows the time; null for nothing.</param>
internal sealed record BodyTable(bool HasTime, Layout? Layout)
{
    private static readonly BodyTable TimeOnly = new(true, null);

    private static readonly BodyTable VehicleLogin2016 = new(true, new Layout(Sequence(), new Text("iccid", 20), new SubsystemCodes()));
    private static readonly BodyTable VehicleLogin2025 = new(true, new Layout(Sequence(), new Text("iccid", 20), new PackCodes()));
    private static readonly BodyTable Logout = new(true, new Layout(Sequence()));

    private static readonly BodyTable PlatformLogin =
        new(true, new Layout(Sequence(), new Text("userName", 12), new Text("password", 20), new Choice<Encryption>("encryptionRule")));

    private static readonly BodyTable Activation =
        new(true, new Layout(new Text("chipId", 16), new Blob("publicKey"), new Text("vin", FrameView.IdLength), new Group("signature", SignatureTable.Layout)));

    private static readonly BodyTable ActivationAnswer =
        new(false, new Layout(new Choice<ActivationStatus>("status"), new Choice<ActivationInfo>("info")));

    private static readonly BodyTable KeyExchange =
        new(false, new Layout(new Choice<KeyType>("keyType"), new Blob("key"), new Moment("validFrom"), new Moment("expiresAt")));

    private static readonly BodyTable ParameterQuery = new(true, new Layout(new ParameterIds()));
    private static readonly BodyTable Parameters2016 = new(true, new Layout(new ParameterList(Edition.V2016, isSet: false)));
    private static readonly BodyTable Parameters2025 = new(true, new Layout(new ParameterList(Edition.V2025, isSet: false)));
    private static readonly BodyTable Set2016 = new(true, new Layout(new ParameterList(Edition.V2016, isSet: true)));
    private static readonly BodyTable Set2025 = new(true, new Layout(new ParameterList(Edition.V2025, isSet: true)));
    private static readonly BodyTable Control2016 = new(true, new Layout(new ControlBody(Edition.V2016)));
    private static readonly BodyTable Control2025 = new(true, new Layout(new ControlBody(Edition.V2025)));

    /// <summary>The table of a command's body (clauses 7.1, 7.4 to 7.6, Annex B). An answer that is longer than its time has the body of the command, but for the answer to a query, which has values.</summary>
    internal static BodyTable Of(Edition edition, Command command, bool isAnswer)
    {
        var is2025 = edition == Edition.V2025;
        return command switch
        {
            Command.VehicleLogin => is2025 ? VehicleLogin2025 : VehicleLogin2016,
            Command.VehicleLogout or Command.PlatformLogout => Logout,
            Command.PlatformLogin => PlatformLogin,
            Command.Activation => Activation,
            Command.ActivationAnswer => ActivationAnswer,
            Command.KeyExchange => KeyExchange,
            Command.ParameterQuery when !isAnswer => ParameterQuery,
            Command.ParameterQuery => is2025 ? Parameters2025 : Parameters2016,
            Command.ParameterSet => is2025 ? Set2025 : Set2016,
            Command.TerminalControl => is2025 ? Control2025 : Control2016,
            _ => TimeOnly,
        };
    }

    private static Number Sequence() => new("loginSequence", 2, 1, 65531);
}
