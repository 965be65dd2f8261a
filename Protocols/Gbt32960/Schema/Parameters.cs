using System.Text.Json;
using Twins.Protocols.Gbt32960.Tables;

namespace Twins.Protocols.Gbt32960.Schema;

/// <summary>The ids that a query asks for.</summary>
internal sealed class ParameterIds() : Part("parameterIds")
{
    internal const int Most = 252;

    internal override int Measure(ReadOnlySpan<byte> data, int at, ref Fault fault)
    {
        if (data.Length - at < 1)
            return fault.Truncated("the count of parameters", at, 1, 0);
        if (data[at] > Most)
            return fault.TooMany("parameters", at, data[at], Most);
        return data.Length - at > data[at] ? 1 + data[at] : fault.Truncated(Name, at, 1 + data[at], data.Length - at);
    }

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
        writer.WriteStartArray(Key);
        foreach (var id in data.Slice(at + 1, data[at]))
            writer.WriteNumberValue(id);
        writer.WriteEndArray();
    }

    internal override void Encode(DocumentObject source, ByteSink sink)
    {
        var ids = source.Array(Name);
        if (ids.GetArrayLength() > Most || ids.EnumerateArray().Any(i => i.ValueKind != JsonValueKind.Number || !i.TryGetByte(out _)))
            throw new FormatException($"{source.Path}.{Name} must be at most {Most} numbers 0 to 255.");
        sink.Put(ids.GetArrayLength(), 1);
        foreach (var id in ids.EnumerateArray())
            sink.Put(id.GetByte(), 1);
    }
}

/// <summary>Ids with their values: each an object of <c>id</c> and the parameter under its own name.</summary>
internal sealed class ParameterList(Edition edition) : Part("parameters")
{
    internal override int Measure(ReadOnlySpan<byte> data, int at, ref Fault fault)
    {
        if (data.Length - at < 1)
            return fault.Truncated("the count of parameters", at, 1, 0);
        if (data[at] > ParameterIds.Most)
            return fault.TooMany(Name, at, data[at], ParameterIds.Most);
        var walk = new ParameterWalk(edition, data, at);
        while (walk.MoveNext(ref fault))
        {
        }
        return walk.HasFailed ? -1 : walk.Next - at;
    }

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
        var fault = default(Fault);
        writer.WriteStartArray(Key);
        for (var walk = new ParameterWalk(edition, data, at); walk.MoveNext(ref fault);)
        {
            writer.WriteStartObject();
            writer.WriteNumber("id"u8, walk.Id);
            walk.Part!.WriteValues(writer, walk.Value, 0);
            var reasons = AbsenceVisitor.ForReasons(writer);
            walk.Part.Visit(ref reasons, walk.Value, 0);
            reasons.Finish();
            var raw = AbsenceVisitor.ForRaw(writer);
            walk.Part.Visit(ref raw, walk.Value, 0);
            raw.Finish();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    internal override void Visit(ref AbsenceVisitor visitor, ReadOnlySpan<byte> data, int at)
    {
        var fault = default(Fault);
        for (var walk = new ParameterWalk(edition, data, at); walk.MoveNext(ref fault);)
            visitor.Inner(walk.Part!, walk.Value, walk.Next - walk.Value.Length);
    }

    internal override void Encode(DocumentObject source, ByteSink sink)
    {
        var parameters = source.Array(Name);
        if (parameters.GetArrayLength() > ParameterIds.Most)
            throw new FormatException($"{source.Path}.{Name} must be at most {ParameterIds.Most} parameters.");
        sink.Put(parameters.GetArrayLength(), 1);
        var index = 0;
        foreach (var element in parameters.EnumerateArray())
        {
            var parameter = DocumentObject.Of(element, $"{source.Path}.{Name}[{index++}]");
            var id = parameter.Integer("id");
            var part = id is >= 0 and <= 255 ? ParameterTable.Of(edition, (byte)id) : null;
            if (part is null)
                throw new FormatException($"{parameter.Path}.id is {id}, the {(int)edition} edition defines 1 to 16.");
            sink.Put(id, 1);
            part.Encode(parameter, sink);
        }
    }
}

/// <summary>Walks ids and values; a domain takes its length from the parameter that says it.</summary>
internal ref struct ParameterWalk(Edition edition, ReadOnlySpan<byte> data, int at)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _left = data[at];
    private int _lengthId;
    private int _length;

    internal bool HasFailed { get; private set; }
    internal byte Id { get; private set; }
    internal Part? Part { get; private set; }
    internal ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Place behind the value.</summary>
    internal int Next { get; private set; } = at + 1;

    internal bool MoveNext(ref Fault fault)
    {
        if (_left-- == 0)
            return false;
        HasFailed = true;
        if (_data.Length <= Next)
            return fault.Truncated("parameters", Next, 1, 0) > 0;
        Id = _data[Next];
        Part = ParameterTable.Of(edition, Id);
        var lengthId = ParameterTable.LengthIdOf(Id);
        if (Part is null || lengthId != 0 && lengthId != _lengthId)
            return fault.Unknown(Part is null ? $"parameter 0x{Id:x2} is not defined" : $"parameter 0x{Id:x2} has no length before it", Next) > 0;
        var length = lengthId != 0 ? _length : Part.Width;
        if (_data.Length - Next - 1 < length)
            return fault.Truncated(Part.Name, Next + 1, length, _data.Length - Next - 1) > 0;
        Value = _data.Slice(Next + 1, length);
        (_lengthId, _length) = (Id, length == 1 ? Value[0] : 0);
        Next += 1 + length;
        HasFailed = false;
        return true;
    }
}

/// <summary>Text that fills what it is given.</summary>
internal sealed class Domain(string name) : Part(name)
{
    internal override int Measure(ReadOnlySpan<byte> data, int at, ref Fault fault) => data.Length - at;

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at) =>
        writer.WriteString(Key, System.Text.Encoding.Latin1.GetString(data[at..]));

    internal override void Encode(DocumentObject source, ByteSink sink)
    {
        var text = source.String(Name);
        WireText.Encode(text, sink.Take(text.Length), $"{source.Path}.{Name}");
    }
}
