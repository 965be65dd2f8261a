using System.Numerics;
using System.Text.Json;

namespace Twins.Protocols.Gbt32960.Schema;

/// <summary>A byte of which bits are values of their own: gear with driving and braking force, or the state of a position.</summary>
internal sealed class GearByte(string name, bool hasInvalidBit) : Fixed(name, 1)
{
    private const int GearMask = 0x0F, Braking = 1 << 4, Driving = 1 << 5, InvalidBit = 1 << 7;

    private static readonly JsonEncodedText BrakeForce = JsonEncodedText.Encode("brakeForce");
    private static readonly JsonEncodedText DriveForce = JsonEncodedText.Encode("driveForce");

    private static readonly JsonEncodedText[] Gears =
        [.. new[] { "N", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "R", "D", "P" }.Select(g => JsonEncodedText.Encode(g))];

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

    internal override void WriteAbsent(ref AbsentWriter writer, ReadOnlySpan<byte> data, int at)
    {
        if (Check(data[at]) is var validity and not Validity.Valid)
            writer.Add(Key, validity);
    }

    private Validity Check(byte raw) => hasInvalidBit && (raw & InvalidBit) != 0 ? Validity.Invalid : Validity.Valid;
}

/// <summary>The state byte of a position: whether the fix is valid; its other bits are the signs of the coordinates.</summary>
internal sealed class FixByte(string name) : Fixed(name, 1)
{
    internal const int NoFix = 1 << 0, South = 1 << 1, West = 1 << 2;

    internal bool Read(ReadOnlySpan<byte> data) => (data[Offset] & NoFix) == 0;

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at) => writer.WriteBoolean(Key, (data[at] & NoFix) == 0);
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
        var raw = Number.Raw(data[at..], 4);
        if (_number.Check(raw) == Validity.Valid)
            writer.WriteNumber(Key, _number.Decimal(raw, IsNegative(data)));
    }

    internal override void WriteAbsent(ref AbsentWriter writer, ReadOnlySpan<byte> data, int at) => _number.WriteAbsent(ref writer, data, at);

    internal override void Report(RangeReport report, ReadOnlySpan<byte> data, int at) => _number.Report(report, data, at);

    private bool IsNegative(ReadOnlySpan<byte> data) => (data[0] & negativeBit) != 0;
}

/// <summary>The brake pedal: 0 to 100 %, or 101 for pressed by an unknown amount, which is <c>brakePressed: true</c> without a number.</summary>
internal sealed class BrakePedal(string name) : Fixed(name, 1)
{
    private const byte PressedSomehow = 101;

    private static readonly JsonEncodedText Pressed = JsonEncodedText.Encode("brakePressed");
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

    internal override void WriteAbsent(ref AbsentWriter writer, ReadOnlySpan<byte> data, int at)
    {
        if (data[at] != PressedSomehow)
            _number.WriteAbsent(ref writer, data, at);
    }

    internal override void Report(RangeReport report, ReadOnlySpan<byte> data, int at)
    {
        if (data[at] != PressedSomehow)
            _number.Report(report, data, at);
    }
}

/// <summary>The general alarm bits, as the list of their names.</summary>
internal sealed class AlarmBits(string name, Edition edition) : Fixed(name, 4)
{
    internal uint Read(ReadOnlySpan<byte> data) => (uint)Number.Raw(data[Offset..], 4);

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
        var bits = (uint)Number.Raw(data[at..], 4);
        writer.WriteStartArray(Key);
        for (; bits != 0; bits &= bits - 1)
            writer.WriteStringValue(AlarmFlags.NameOf(edition, BitOperations.TrailingZeroCount(bits)));
        writer.WriteEndArray();
    }
}

/// <summary>The number of a general alarm bit, as its name (2025).</summary>
internal sealed class AlarmBit(string name) : Fixed(name, 1)
{
    private readonly Number _number = new(name, 1, 0, 31);

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
        if (data[at] < 32)
            writer.WriteString(Key, AlarmFlags.NameOf(Edition.V2025, data[at]));
    }

    internal override void WriteAbsent(ref AbsentWriter writer, ReadOnlySpan<byte> data, int at) => _number.WriteAbsent(ref writer, data, at);

    internal override void Report(RangeReport report, ReadOnlySpan<byte> data, int at) => _number.Report(report, data, at);
}

/// <summary>Bytes of an agreement that is not the standard's, with their length before them, as hexadecimal digits.</summary>
internal sealed class Blob(string name) : Part(name)
{
    internal override int Width => -1;

    internal override int Measure(ReadOnlySpan<byte> data, int at, ref Fault fault)
    {
        if (data.Length - at < 2)
            return fault.Truncated($"the length of {Name}", at, 2, data.Length - at);
        var length = 2 + (int)Number.Raw(data[at..], 2);
        return data.Length - at >= length ? length : fault.Truncated(Name, at, length, data.Length - at);
    }

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at) =>
        writer.WriteString(Key, Convert.ToHexStringLower(data.Slice(at + 2, (int)Number.Raw(data[at..], 2))));

    internal override void WriteAbsent(ref AbsentWriter writer, ReadOnlySpan<byte> data, int at)
    {
    }

    internal override void Report(RangeReport report, ReadOnlySpan<byte> data, int at)
    {
    }
}
