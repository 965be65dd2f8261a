using System.Text.Json;

namespace Twins.Protocols.Gbt32960.Schema;

/// <summary>The gear, with driving and braking force as bits of their own.</summary>
internal sealed class GearByte(string name, bool hasInvalidBit) : Fixed(name, 1)
{
    private const int GearMask = 0x0F, Braking = 1 << 4, Driving = 1 << 5, InvalidBit = 1 << 7;

    private static readonly JsonEncodedText BrakeForce = JsonEncodedText.Encode("brakeForce");
    private static readonly JsonEncodedText DriveForce = JsonEncodedText.Encode("driveForce");

    private static readonly JsonEncodedText[] Gears =
        [.. new[] { "N", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "R", "D", "P" }.Select(g => JsonEncodedText.Encode(g))];

    private readonly int _reserved = hasInvalidBit ? 1 << 6 : 3 << 6;

    internal Gear? Read(ReadOnlySpan<byte> data) => Check(data[Offset]) == Validity.Valid ? (Gear)(data[Offset] & GearMask) : null;

    internal bool IsDriving(ReadOnlySpan<byte> data) => (data[Offset] & Driving) != 0;

    internal bool IsBraking(ReadOnlySpan<byte> data) => (data[Offset] & Braking) != 0;

    internal void Put(Span<byte> data, Gear? gear, bool driving, bool braking)
    {
        if (gear is null && !hasInvalidBit)
            throw new ArgumentNullException(nameof(gear), "The 2016 edition has no mark for an invalid gear.");
        data[Offset] = (byte)((gear is { } g ? (int)g & GearMask : InvalidBit) | (driving ? Driving : 0) | (braking ? Braking : 0));
    }

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
        if (Check(data[at]) == Validity.Valid)
            writer.WriteString(Key, Gears[data[at] & GearMask]);
        writer.WriteBoolean(DriveForce, (data[at] & Driving) != 0);
        writer.WriteBoolean(BrakeForce, (data[at] & Braking) != 0);
    }

    internal override void Visit(ref AbsenceVisitor visitor, ReadOnlySpan<byte> data, int at)
    {
        var validity = Check(data[at]);
        visitor.Value(this, at, validity, data[at]);
        if ((data[at] & _reserved) != 0 || validity != Validity.Valid && (data[at] & GearMask) != 0)
            visitor.Reserved(this, data[at]);
    }

    internal override void Encode(DocumentObject source, ByteSink sink)
    {
        if (!source.TryGetRaw(Name, 1, out var raw))
            raw = GearOf(source);
        else if (raw == 0xFF && !source.HasRaw(Name))
            raw = hasInvalidBit ? InvalidBit : throw new FormatException($"{source.Path}.{Name} cannot be invalid in the 2016 edition.");
        sink.Put(raw & ~(Braking | Driving) | Force(source, "driveForce", Driving) | Force(source, "brakeForce", Braking), 1);
    }

    private int GearOf(DocumentObject source)
    {
        var text = source.String(Name);
        var gear = Array.FindIndex(Gears, g => g.Value == text);
        return gear >= 0 ? gear : throw new FormatException($"{source.Path}.{Name} is \"{text}\", allowed is N, 1 to 12, R, D, P.");
    }

    private static long Force(DocumentObject source, string name, int bit) => source.Boolean(name) ? bit : 0;

    private Validity Check(byte raw) => hasInvalidBit && (raw & InvalidBit) != 0 ? Validity.Invalid : Validity.Valid;
}

/// <summary>The state byte of a position: whether the fix is valid; its other bits are the signs of the coordinates.</summary>
internal sealed class FixByte(string name, int coordinatesAt) : Fixed(name, 1)
{
    internal const int NoFix = 1 << 0, South = 1 << 1, West = 1 << 2;

    internal bool Read(ReadOnlySpan<byte> data) => (data[Offset] & NoFix) == 0;

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at) => writer.WriteBoolean(Key, (data[at] & NoFix) == 0);

    // A sign is said by its coordinate, unless that is zero or absent.
    internal override void Visit(ref AbsenceVisitor visitor, ReadOnlySpan<byte> data, int at)
    {
        var said = NoFix | (IsNumber(data, coordinatesAt, 180) ? West : 0) | (IsNumber(data, coordinatesAt + 4, 90) ? South : 0);
        if ((data[at] & ~said) != 0)
            visitor.Reserved(this, data[at]);
    }

    private static bool IsNumber(ReadOnlySpan<byte> data, int at, int degrees) => Number.Raw(data[at..], 4) is > 0 and var raw && raw <= degrees * 1_000_000L;

    internal override void Encode(DocumentObject source, ByteSink sink)
    {
        source.TryGetRaw(Name, 1, out var raw);
        sink.Put(raw & ~NoFix | (source.Boolean(Name) ? 0L : NoFix), 1);
    }
}

/// <summary>A coordinate of a position in 1e-6 degrees, whose sign is a bit of the state byte at the start of the unit.</summary>
internal sealed class Coordinate(string name, int degrees, int negativeBit) : Fixed(name, 4)
{
    private readonly Number _number = new(name, 4, 0, degrees * 1_000_000L, decimals: 6);

    internal Reading Read(ReadOnlySpan<byte> data)
    {
        var magnitude = _number.Read(data, Offset);
        return magnitude.IsValid && IsNegative(data) ? -magnitude.Value : magnitude;
    }

    internal void Put(Span<byte> data, Reading value)
    {
        _number.Put(data, Offset, value.IsValid ? Math.Abs(value.Value) : value);
        if (value.IsValid && value.Value < 0)
            data[0] |= (byte)negativeBit;
    }

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
        var raw = Number.Raw(data[at..], Width);
        if (_number.Check(raw) == Validity.Valid)
            writer.WriteNumber(Key, _number.Decimal(raw, IsNegative(data)));
    }

    internal override void Visit(ref AbsenceVisitor visitor, ReadOnlySpan<byte> data, int at) => _number.Visit(ref visitor, data, at);

    internal override void Encode(DocumentObject source, ByteSink sink)
    {
        if (!source.TryGetRaw(Name, Width, out var raw))
        {
            var value = source[Name];
            raw = _number.RawOf(value, source.Path, Name, magnitude: true);
            if (value.GetDecimal() < 0)
                sink.FromObjectStart[0] |= (byte)negativeBit;
        }
        sink.Put(raw, Width);
    }

    private bool IsNegative(ReadOnlySpan<byte> data) => (data[0] & negativeBit) != 0;
}

/// <summary>The brake pedal: 0 to 100 %, or 101 for pressed by an unknown amount, which is <c>brakePressed: true</c> without a number.</summary>
internal sealed class BrakePedal(string name) : Fixed(name, 1)
{
    private const byte PressedSomehow = 101;
    private const string PressedName = "brakePressed";

    private static readonly JsonEncodedText Pressed = JsonEncodedText.Encode(PressedName);
    private readonly Number _number = new(name, 1, 0, 100);

    internal Reading Read(ReadOnlySpan<byte> data) => _number.Read(data, Offset);

    internal bool IsPressed(ReadOnlySpan<byte> data) => data[Offset] is > 0 and <= PressedSomehow;

    internal void Put(Span<byte> data, Reading? value)
    {
        if (value is { } number)
            _number.Put(data, Offset, number);
        else
            data[Offset] = PressedSomehow;
    }

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
        if (data[at] == PressedSomehow)
            writer.WriteBoolean(Pressed, true);
        else
            _number.WriteValues(writer, data, at);
    }

    internal override void Visit(ref AbsenceVisitor visitor, ReadOnlySpan<byte> data, int at)
    {
        if (data[at] != PressedSomehow)
            _number.Visit(ref visitor, data, at);
    }

    internal override void Encode(DocumentObject source, ByteSink sink)
    {
        if (source.Has(PressedName) && source.Boolean(PressedName) && !source.Has(Name))
            sink.Put(PressedSomehow, 1);
        else
            _number.Encode(source, sink);
    }
}
