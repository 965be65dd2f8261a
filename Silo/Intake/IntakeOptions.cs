using Twins.Protocols.Gbt32960;

namespace Twins.Silo.Intake;

/// <summary>What becomes of a sender that no account names.</summary>
internal enum UnknownSender
{
    /// <summary>Its logins are ignored and its reports refused.</summary>
    Reject,

    /// <summary>It is taken for a vehicle's own terminal. For tests and closed networks only.</summary>
    Accept,
}

/// <summary>Section <c>Twins:Intake</c>.</summary>
internal sealed class IntakeOptions
{
    public Gbt32960Options Gbt32960 { get; set; } = new();

    public IList<AccountOptions> Accounts { get; } = [];

    /// <summary>Reports that may be received and not yet applied; beyond it only those with an alarm of level 3 or 4 are taken.</summary>
    public int MaxReportsInFlight { get; set; } = 50_000;
}

/// <summary>Section <c>Twins:Intake:Gbt32960</c>.</summary>
internal sealed class Gbt32960Options
{
    /// <summary>Where to listen: host:port, or tcp://host:port.</summary>
    public string Url { get; set; } = "127.0.0.1:32960";

    /// <summary>A connection without a frame for so long is closed, 1 to 86,400.</summary>
    public int IdleSeconds { get; set; } = 600;

    /// <summary>The longest frame accepted, header and check code included, 25 to 65,556.</summary>
    public int MaxFrameBytes { get; set; } = 65_556;

    /// <summary>What becomes of a sender that no account names.</summary>
    public UnknownSender UnknownSender { get; set; } = UnknownSender.Reject;

    /// <summary>What encrypted data units are decrypted with.</summary>
    public IList<KeyOptions> Keys { get; } = [];

    /// <summary>The file with the registered public keys of vehicles that sign their reports (2025); null for none.</summary>
    public string? PublicKeys { get; set; }
}

/// <summary>One of <c>Twins:Intake:Accounts</c>.</summary>
internal sealed class AccountOptions
{
    /// <summary>A platform's user name (at most 12 characters), or a terminal's VIN.</summary>
    public string Name { get; set; } = "";

    /// <summary>Whether this is a platform, which logs in with a password and carries many vehicles, or one vehicle's terminal.</summary>
    public bool Platform { get; set; }

    /// <summary>Of a platform: what <c>./twins password</c> prints. A terminal's login carries no password.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>Whose vehicles it carries; for information.</summary>
    public string? Manufacturer { get; set; }

    /// <summary>What its custom units mean.</summary>
    public CustomUnits CustomUnits { get; set; }
}
