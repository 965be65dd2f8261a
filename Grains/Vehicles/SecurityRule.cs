using Twins.Protocols.Gbt32960;

namespace Twins.Grains.Vehicles;

/// <summary>How the newest report was secured, and counts over all reports since the first that was encrypted or signed.</summary>
internal sealed record ReportSecurity(
    DateTimeOffset At, Encryption Encryption, SignatureVerdict Signature, long Decrypted, long Undecrypted, long Valid, long Wrong, long NoKey, long Malformed, long NoSignature)
{
    public static ReportSecurity None { get; } = new(default, Encryption.None, SignatureVerdict.NoSignature, 0, 0, 0, 0, 0, 0, 0);
}

/// <summary>
/// The verdict on signatures and decryption is shown and counted; it refuses nothing: a report whose signature is wrong is still the newest word on a hot battery. Of a vehicle that
/// has never encrypted or signed nothing is kept.
/// </summary>
internal static class SecurityRule
{
    /// <summary>A report that was read. A signature that nobody looked at had no key. A late report counts, and says nothing of how the newest was secured.</summary>
    public static void Read(ref VehicleCore core, in FrameNote note, in ReportFacts report, bool isLate)
    {
        var verdict = note.Signature is { } seen and not SignatureVerdict.NoSignature ? seen
            : report.HasSignature ? SignatureVerdict.NoKey : SignatureVerdict.NoSignature;
        var isDecrypted = note.Encryption is not (Encryption.None or Encryption.Unset);
        if (core.Security is null && !isDecrypted && verdict == SignatureVerdict.NoSignature) return;
        var before = core.Security ?? ReportSecurity.None;
        var newest = isLate && core.Security is not null ? before : before with { At = report.Time, Encryption = note.Encryption, Signature = verdict };
        core.Security = newest with
        {
            Decrypted = before.Decrypted + (isDecrypted ? 1 : 0),
            Valid = before.Valid + Of(SignatureVerdict.Valid),
            Wrong = before.Wrong + Of(SignatureVerdict.Wrong),
            NoKey = before.NoKey + Of(SignatureVerdict.NoKey),
            Malformed = before.Malformed + Of(SignatureVerdict.Malformed),
            NoSignature = before.NoSignature + Of(SignatureVerdict.NoSignature),
        };

        long Of(SignatureVerdict one) => verdict == one ? 1 : 0;
    }

    /// <summary>A report that could not be decrypted.</summary>
    public static void Undecrypted(ref VehicleCore core, Encryption encryption, DateTimeOffset at)
    {
        var before = core.Security ?? ReportSecurity.None;
        core.Security = before with { At = at, Encryption = encryption, Undecrypted = before.Undecrypted + 1 };
    }
}
