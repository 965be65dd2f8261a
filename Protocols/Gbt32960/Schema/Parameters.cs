using System.Text.Json;
using Twins.Protocols.Gbt32960.Tables;

namespace Twins.Protocols.Gbt32960.Schema;

/// <summary>The ids that a query asks for.</summary>
internal sealed class ParameterIds() : Counted("parameterIds", 1, Most)
{
    internal const int Most = 252;

    protected override int MeasureElements(ReadOnlySpan<byte> data, int at, int count, ref Fault fault) =>
        data.Length - at >= count ? count : fault.Truncated(Name, at, count, data.Length - at);

    protected override void WriteElements(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at, int count)
    {
        foreach (var id in data.Slice(at, count))
            writer.WriteNumberValue(id);
    }

    protected override void EncodeElement(JsonElement element, int index, DocumentObject source, ByteSink sink) =>
        sink.Put(
            element.ValueKind == JsonValueKind.Number && element.TryGetByte(out var id) ? id : throw new FormatException($"{source.Path}.{Name}[{index}] must be a number 0 to 255."), 1);
}

/// <summary>
/// Ids with their values: each an object of <c>id</c> and the parameter under its own name. Where a parameter cannot be read, those before it are there, and <c>parameterCount</c>
/// says how many there should be.
/// </summary>
internal sealed class ParameterList(Edition edition, bool isSet) : Part("parameters")
{
    private const string CountName = "parameterCount";

    private readonly Number _count = new("parameters", 1, 0, ParameterIds.Most);

    internal override int Measure(ReadOnlySpan<byte> data, int at, ref Fault fault)
    {
        if (data.Length - at < 1)
            return fault.Truncated("the count of parameters", at, 1, 0);
        if (_count.Check(data[at]) == Validity.OutOfRange)
            return fault.TooMany(Name, at, data[at], ParameterIds.Most);
        var walk = new ParameterWalk(edition, data, at);
        while (walk.MoveNext(ref fault))
        {
        }
        return walk.HasFailed ? -1 : walk.Next - at;
    }

    internal override int MeasureHead(ReadOnlySpan<byte> data, int at)
    {
        if (data.Length <= at || _count.Check(data[at]) != Validity.Valid)
            return 0;
        var fault = default(Fault);
        var walk = new ParameterWalk(edition, data, at);
        while (walk.MoveNext(ref fault))
        {
        }
        return walk.Next - at;
    }

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
        if (_count.Check(data[at]) != Validity.Valid)
            return;
        var fault = default(Fault);
        var walk = new ParameterWalk(edition, data, at);
        writer.WriteStartArray(Key);
        while (walk.MoveNext(ref fault))
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
        if (walk.HasFailed)
            writer.WriteNumber(CountName, data[at]);
    }

    internal override void Visit(ref AbsenceVisitor visitor, ReadOnlySpan<byte> data, int at)
    {
        _count.Visit(ref visitor, data, at);
        var fault = default(Fault);
        for (var walk = new ParameterWalk(edition, data, at); walk.MoveNext(ref fault);)
        {
            var place = walk.Next - walk.Value.Length;
            visitor.Inner(walk.Part!, walk.Value, place);
            if (isSet && ParameterTable.IsReadOnly(walk.Id))
                visitor.Doubt(place - 1, $"parameter 0x{walk.Id:x2}, {walk.Part!.Name}, can be asked for but not set");
        }
    }

    internal override void Encode(DocumentObject source, ByteSink sink)
    {
        if (source.TryGetRaw(Name, 1, out var mark))
        {
            sink.Put(mark, 1);
            return;
        }
        var parameters = source.Array(Name);
        var count = source.Has(CountName) ? source.Integer(CountName) : parameters.GetArrayLength();
        if (count > ParameterIds.Most || count < parameters.GetArrayLength())
            throw new FormatException($"{source.Path}.{Name} must be at most {ParameterIds.Most} parameters and not more than {CountName} says.");
        sink.Put(count, 1);
        var index = 0;
        int[] lengths = new int[ParameterTable.Count];
        lengths.AsSpan().Fill(-1);
        foreach (var element in parameters.EnumerateArray())
            EncodeParameter(DocumentObject.Of(element, $"{source.Path}.{Name}[{index++}]"), lengths, sink);
    }

    // A domain can only be read again when its length stands before it.
    private void EncodeParameter(DocumentObject parameter, int[] lengths, ByteSink sink)
    {
        var id = parameter.Integer("id");
        var part = id is >= 0 and <= 255 ? ParameterTable.Of(edition, (byte)id) : null;
        if (part is null)
            throw new FormatException($"{parameter.Path}.id is {id}, the {(int)edition} edition defines 1 to 16.");
        sink.Put(id, 1);
        var start = sink.Length;
        part.Encode(parameter, sink);
        var written = sink.Length - start;
        if (part is Domain && lengths[id - 1] != written)
        {
            var said = lengths[id - 1] < 0 ? "is missing" : $"says {lengths[id - 1]}";
            throw new FormatException($"{parameter.Path}.{part.Name} has {written} characters, and parameter {id - 1} before it {said}.");
        }
        lengths[id] = sink.Written[^1];
    }
}

/// <summary>Walks ids and values; a domain is as long as the last parameter of its length says.</summary>
internal ref struct ParameterWalk(Edition edition, ReadOnlySpan<byte> data, int at)
{
    private readonly ReadOnlySpan<byte> _data = data;

    // No list follows a count that is invalid or abnormal.
    private int _left = data[at] < 0xFE ? data[at] : 0;

    private int _manufacturerDomainLength = -1;
    private int _publicDomainLength = -1;

    internal bool HasFailed { get; private set; }
    internal byte Id { get; private set; }
    internal Part? Part { get; private set; }
    internal ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Place behind the value.</summary>
    internal int Next { get; private set; } = at + 1;

    internal bool MoveNext(ref Fault fault)
    {
        if (_left == 0)
            return false;
        _left--;
        HasFailed = true;
        if (_data.Length <= Next)
            return fault.Truncated("parameters", Next, 1, 0) > 0;
        Id = _data[Next];
        Part = ParameterTable.Of(edition, Id);
        if (Part is null)
            return fault.Unknown($"parameter 0x{Id:x2} is not defined", Next) > 0;
        var length = Id switch { 0x05 => _manufacturerDomainLength, 0x0E => _publicDomainLength, _ => Part.Width };
        if (length < 0)
            return fault.Unknown($"parameter 0x{Id:x2} has no length before it", Next) > 0;
        if (_data.Length - Next - 1 < length)
            return fault.Truncated(Part.Name, Next + 1, length, _data.Length - Next - 1) > 0;
        Value = _data.Slice(Next + 1, length);
        if (Id == 0x04)
            _manufacturerDomainLength = Value[0];
        else if (Id == 0x0D)
            _publicDomainLength = Value[0];
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
