namespace Twins.Protocols.Gbt32960.Schema;

/// <summary>Why a body could not be measured, and where in it.</summary>
internal struct Fault
{
    internal DecodeErrorCode Code;
    internal int Offset;
    internal int Found;
    internal int Needed;
    internal string? Name;

    internal int Truncated(string name, int offset, int needed, int left)
    {
        (Code, Name, Offset, Needed, Found) = (DecodeErrorCode.UnitTruncated, name, offset, needed, left);
        return -1;
    }

    internal int TooMany(string name, int offset, int count, int most)
    {
        (Code, Name, Offset, Needed, Found) = (DecodeErrorCode.Count, name, offset, most, count);
        return -1;
    }

    internal int Unknown(string what, int offset)
    {
        (Code, Name, Offset) = (DecodeErrorCode.UnitUnknown, what, offset);
        return -1;
    }

    internal readonly string Detail => Code switch
    {
        DecodeErrorCode.Count => $"the count of {Name} is {Found}, at most {Needed} are allowed",
        DecodeErrorCode.UnitUnknown => $"{Name}; it and what follows cannot be read",
        _ => $"{Name} needs {Needed} bytes, {Found} are left",
    };
}
