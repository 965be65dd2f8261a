namespace Twins.Protocols.Gbt32960;

/// <summary>What is wrong with a frame. The names in documents are kebab-case: <c>check-code</c>.</summary>
public enum DecodeErrorCode
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The line is not an even number of hexadecimal digits.</summary>
    NotHex,

    /// <summary>The frame does not start with ## or $$.</summary>
    StartBytes,

    /// <summary>Fewer bytes than the header, the declared length or the body of the command need.</summary>
    Length,

    /// <summary>The check code is wrong.</summary>
    CheckCode,

    /// <summary>The command has no body that the edition defines.</summary>
    CommandUnknown,

    /// <summary>The unit type is not defined and has no length of its own, so nothing after it can be read.</summary>
    UnitUnknown,

    /// <summary>A unit is longer than what is left of the data.</summary>
    UnitTruncated,

    /// <summary>A count is above what its table allows.</summary>
    Count,

    /// <summary>A time has fewer than its six bytes, or they name no moment.</summary>
    Time,

    /// <summary>A value is outside the range of its table and named absent, or is kept though it should not be there; everything else is read.</summary>
    ValueRange,

    /// <summary>The data unit is encrypted and kept whole.</summary>
    Encrypted,

    /// <summary>Bytes are left over after the body or the frame.</summary>
    TrailingBytes,
}

/// <summary>One error of a frame.</summary>
/// <param name="Code">What kind of error.</param>
/// <param name="Offset">The byte where it stands, counted from the first start byte.</param>
/// <param name="Detail">One sentence: what was found, what was expected.</param>
public readonly record struct DecodeError(DecodeErrorCode Code, int Offset, string Detail)
{
    private static readonly string[] Names =
    [
        "none", "not-hex", "start-bytes", "length", "check-code", "command-unknown", "unit-unknown", "unit-truncated", "count", "time",
        "value-range", "encrypted", "trailing-bytes",
    ];

    /// <summary>The name of the code in documents, kebab-case.</summary>
    public string CodeName => Names[(int)Code];

    /// <summary>Whether the frame departs from the standard so far that a receiver refuses it: all but <c>encrypted</c> and <c>value-range</c>.</summary>
    public bool IsRefusal => Code is not (DecodeErrorCode.None or DecodeErrorCode.ValueRange or DecodeErrorCode.Encrypted);
}
