namespace Twins.Protocols.Gbt32960;

/// <summary>Why a value is there or not. Absences are never numbers (DWORD, WORD and BYTE alike: all ones, all ones minus one).</summary>
public enum Validity : byte
{
    /// <summary>A measured value within the range of its table.</summary>
    Valid,

    /// <summary>All ones: the sender has no value.</summary>
    Invalid,

    /// <summary>All ones minus one: the sender's source is faulty.</summary>
    Abnormal,

    /// <summary>A number that the table does not allow.</summary>
    OutOfRange,
}

/// <summary>A measured value in the unit that the name of its member carries, or the reason why there is none. The default is <see cref="Invalid"/>.</summary>
public readonly record struct Reading
{
    // So turned that the zero value, what a field is that nobody set, is invalid and never a measured 0.
    private const int Turned = (int)Validity.Invalid;

    private readonly double _value;
    private readonly byte _turned;

    /// <summary>A valid value.</summary>
    public Reading(double value) => (_value, _turned) = (value, (int)Validity.Valid ^ Turned);

    private Reading(Validity validity) => _turned = (byte)((int)validity ^ Turned);

    /// <summary>All ones: the sender has no value.</summary>
    public static Reading Invalid => new(Validity.Invalid);

    /// <summary>All ones minus one: the sender's source is faulty.</summary>
    public static Reading Abnormal => new(Validity.Abnormal);

    /// <summary>A number that the table does not allow; it cannot be written.</summary>
    public static Reading OutOfRange => new(Validity.OutOfRange);

    /// <summary>Whether there is a value, and if not, why.</summary>
    public Validity Validity => (Validity)(_turned ^ Turned);

    /// <summary>Whether there is a value.</summary>
    public bool IsValid => Validity == Validity.Valid;

    /// <summary>The value; NaN when there is none.</summary>
    public double Value => IsValid ? _value : double.NaN;

    /// <summary>A valid value.</summary>
    public static implicit operator Reading(double value) => new(value);

    /// <summary>The same as the conversion.</summary>
    public static Reading FromDouble(double value) => new(value);

    /// <summary>The value, if there is one.</summary>
    public bool TryGet(out double value)
    {
        value = Value;
        return IsValid;
    }

    internal static Reading Absent(Validity validity) => new(validity);
}
