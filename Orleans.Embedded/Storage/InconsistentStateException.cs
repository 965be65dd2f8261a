using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>A state was written from an older version than the stored one. Escaping from a grain's method it ends the activation, so that the next one reads anew.</summary>
[GenerateSerializer]
public class InconsistentStateException : OrleansException
{
    /// <summary>An exception that names both versions.</summary>
    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag) : base(errorMsg)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    /// <summary>The version in the storage.</summary>
    [Id(1)]
    public string? StoredEtag { get; }

    /// <summary>The version that the state came from.</summary>
    [Id(2)]
    public string? CurrentEtag { get; }

    /// <summary>True until the activation it came from has been ended for it: passed on to a caller, it must not end that one too.</summary>
    [Id(0)]
    internal bool IsSourceActivation { get; set; } = true;

    /// <summary>The message and both versions.</summary>
    public override string ToString() => $"InconsistentStateException: {Message} Expected Etag={CurrentEtag} Received Etag={StoredEtag} {InnerException}";
}
