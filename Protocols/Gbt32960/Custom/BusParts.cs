using System.Text.Json;

namespace Twins.Protocols.Gbt32960.Schema;

/// <summary>What the air conditioning of a bus does.</summary>
internal enum HvacMode : byte
{
    /// <summary>0.</summary>
    Off = 0,

    /// <summary>1: fresh air.</summary>
    Fresh = 1,

    /// <summary>2.</summary>
    Heat = 2,

    /// <summary>3.</summary>
    Cool = 3,
}

/// <summary>A byte that counts steps of several units; FE and FF are marks.</summary>
/// <param name="name">Name in documents.</param>
/// <param name="step">What a step is worth.</param>
internal sealed class Scaled(string name, decimal step) : Fixed(name, 1)
{
    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
        if (data[at] < 0xFE)
            writer.WriteNumber(Key, data[at] * step);
    }

    internal override void Visit(ref AbsenceVisitor visitor, ReadOnlySpan<byte> data, int at) => visitor.Value(
        this, at, data[at] switch { 0xFF => Validity.Invalid, 0xFE => Validity.Abnormal, _ => Validity.Valid }, data[at]);

    internal override void Encode(DocumentObject source, ByteSink sink)
    {
        if (!source.TryGetRaw(Name, 1, out var raw))
        {
            var steps = source[Name].ValueKind == JsonValueKind.Number && source[Name].TryGetDecimal(out var value) ? value / step : -1;
            raw = steps >= 0 && steps < 0xFE && steps == decimal.Truncate(steps)
                ? (long)steps
                : throw new FormatException($"{source.Path}.{Name} must be a multiple of {step} from 0 to {0xFD * step}.");
        }
        sink.Put(raw, 1);
    }
}

/// <summary>A byte that says what follows it; always the same.</summary>
internal sealed class Tag(byte value) : Fixed("tag", 1)
{
    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
    }

    internal override void Encode(DocumentObject source, ByteSink sink) => sink.Put(value, 1);
}

/// <summary>Doors, handbrake and key of a bus, two bits each from the highest.</summary>
internal sealed class Switches() : Fixed("switches", 1)
{
    private static readonly string?[] Doors = ["closed", "open", null, null];
    private static readonly string?[] Brakes = ["off", "on", null, null];
    private static readonly string?[] Keys = ["off", "acc", "on", "start"];

    private static readonly (string Name, int Shift, string?[] States)[] All =
        [("middleDoor", 6, Doors), ("frontDoor", 4, Doors), ("handbrake", 2, Brakes), ("key", 0, Keys)];

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
        foreach (var (name, shift, states) in All)
            writer.WriteString(name, states[data[at] >> shift & 3] ?? "abnormal");
    }

    internal override void Encode(DocumentObject source, ByteSink sink)
    {
        var raw = 0;
        foreach (var (name, shift, states) in All)
        {
            var state = Array.IndexOf(states, source.String(name));
            raw |= (state >= 0 ? state : throw new FormatException($"{source.Path}.{name} must be one of {string.Join(", ", states)}.")) << shift;
        }
        sink.Put(raw, 1);
    }
}
