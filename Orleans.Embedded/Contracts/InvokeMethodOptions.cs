namespace Orleans.CodeGeneration;

/// <summary>How a request may be scheduled and answered.</summary>
[Flags, GenerateSerializer]
public enum InvokeMethodOptions
{
    /// <summary>One at a time, with an answer.</summary>
    None = 0,

    /// <summary>No answer.</summary>
    OneWay = 1,

    /// <summary>Interleaves with other read-only requests.</summary>
    ReadOnly = 2,

    /// <summary>Interleaves with everything.</summary>
    AlwaysInterleave = 4,
}
