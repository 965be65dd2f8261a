namespace Twins.Grains.Audit;

/// <summary>An invariant of stored data that does not hold.</summary>
/// <param name="Invariant">Its name, for example <c>log-dense</c> (docs/reliability.md lists them).</param>
/// <param name="Where">Partition and sequence, page, writer, event or file.</param>
/// <param name="Detail">What was found, one clause.</param>
public sealed record AuditFinding(string Invariant, string Where, string Detail)
{
    /// <summary>One line.</summary>
    public override string ToString() => $"{Invariant} {Where}: {Detail}";
}

/// <summary>What an audit found. Bounded: damage that repeats itself is counted, not listed for ever.</summary>
public sealed class AuditReport
{
    /// <summary>Findings that are kept; later ones are only counted.</summary>
    public const int MaxKept = 1000;

    private readonly List<AuditFinding> _findings = [];

    /// <summary>The first of them, in the order in which they were found.</summary>
    public IReadOnlyList<AuditFinding> Findings => _findings;

    /// <summary>All of them.</summary>
    public long Count { get; private set; }

    /// <summary>Adds one.</summary>
    public void Add(string invariant, string where, string detail)
    {
        Count++;
        if (_findings.Count < MaxKept) _findings.Add(new AuditFinding(invariant, where, detail));
    }
}
