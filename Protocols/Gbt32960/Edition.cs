namespace Twins.Protocols.Gbt32960;

/// <summary>The edition of GB/T 32960.3 that a frame follows; its start bytes say which. Unit numbers 06-09 mean different things in the two.</summary>
public enum Edition
{
    /// <summary>GB/T 32960.3-2016, start bytes <c>##</c>.</summary>
    V2016 = 2016,

    /// <summary>GB/T 32960.3-2025, start bytes <c>$$</c>.</summary>
    V2025 = 2025,
}
