using System.Text.Json;

namespace Twins.Protocols.Gbt32960.Schema;

/// <summary>
/// The codes of a vehicle's batteries in a login of 2016: their count, the length of each, the codes. No codes follow a count or a length that is invalid or abnormal.
/// </summary>
internal sealed class SubsystemCodes() : Part("codes")
{
    internal const int MostSubsystems = 250, MostCharacters = 50;

    private readonly Number _count = new("subsystemCount", 1, 0, MostSubsystems);
    private readonly Number _length = new("codeLength", 1, 0, MostCharacters);

    internal override int Measure(ReadOnlySpan<byte> data, int at, ref Fault fault)
    {
        if (data.Length - at < 2)
            return fault.Truncated("count and length of the battery codes", at, 2, data.Length - at);
        if (_count.Check(data[at]) == Validity.OutOfRange)
            return fault.TooMany("battery subsystems", at, data[at], MostSubsystems);
        if (_length.Check(data[at + 1]) == Validity.OutOfRange)
            return fault.TooMany("characters of a battery code", at + 1, data[at + 1], MostCharacters);
        var length = 2 + CodesIn(data[at..]) * data[at + 1];
        return data.Length - at >= length ? length : fault.Truncated(Name, at, length, data.Length - at);
    }

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
        _count.WriteValues(writer, data, at);
        _length.WriteValues(writer, data, at + 1);
        writer.WriteStartArray(Key);
        for (int i = 0, count = CodesIn(data[at..]), length = data[at + 1]; i < count; i++)
            writer.WriteStringValue(WireText.Read(data.Slice(at + 2 + i * length, length)));
        writer.WriteEndArray();
    }

    internal override void Visit(ref AbsenceVisitor visitor, ReadOnlySpan<byte> data, int at)
    {
        _count.Visit(ref visitor, data, at);
        _length.Visit(ref visitor, data, at + 1);
    }

    internal override void Encode(DocumentObject source, ByteSink sink)
    {
        var start = sink.Length;
        _count.Encode(source, sink);
        _length.Encode(source, sink);
        var length = sink.Written[start + 1];
        int wanted = CodesIn(sink.Written[start..]);
        var codes = source.Strings(Name);
        if (codes.Length != wanted)
            throw new FormatException($"{source.Path}.{Name} has {codes.Length} codes, {_count.Name} and {_length.Name} make {wanted}.");
        foreach (var code in codes)
            WireText.Encode(code, sink.Take(length), $"{source.Path}.{Name}");
    }

    private int CodesIn(ReadOnlySpan<byte> data) =>
        data[1] > 0 && _count.Check(data[0]) == Validity.Valid && _length.Check(data[1]) == Validity.Valid ? data[0] : 0;
}

/// <summary>
/// The codes of a vehicle's packs in a login of 2025: the number of battery management systems, the packs of each, a code of 24 characters for each pack. Nothing follows a
/// number that is invalid or abnormal.
/// </summary>
internal sealed class PackCodes() : Part("codes")
{
    internal const int MostSystems = 20, MostPacks = 50;

    private readonly Series _packs = new("packCounts", 1, MostSystems, new Number("packs", 1, 0, MostPacks));

    internal override int Measure(ReadOnlySpan<byte> data, int at, ref Fault fault)
    {
        var head = _packs.Measure(data, at, ref fault);
        if (head < 0)
            return -1;
        for (var i = 1; i < head; i++)
        {
            if (_packs.Element.Check(data[at + i]) == Validity.OutOfRange)
                return fault.TooMany("packs", at + i, data[at + i], MostPacks);
        }
        var length = head + CodesIn(data.Slice(at, head)) * BatteryCode.Length;
        return data.Length - at >= length ? length : fault.Truncated(Name, at, length, data.Length - at);
    }

    internal override void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<byte> data, int at)
    {
        _packs.WriteValues(writer, data, at);
        var head = _packs.LengthOf(_packs.Count(data, at));
        writer.WriteStartArray(Key);
        for (int i = 0, count = CodesIn(data.Slice(at, head)); i < count; i++)
            writer.WriteStringValue(WireText.Read(data.Slice(at + head + i * BatteryCode.Length, BatteryCode.Length)));
        writer.WriteEndArray();
    }

    internal override void Visit(ref AbsenceVisitor visitor, ReadOnlySpan<byte> data, int at) => _packs.Visit(ref visitor, data, at);

    internal override void Encode(DocumentObject source, ByteSink sink)
    {
        var start = sink.Length;
        _packs.Encode(source, sink);
        var wanted = CodesIn(sink.Written[start..]);
        var codes = source.Strings(Name);
        if (codes.Length != wanted)
            throw new FormatException($"{source.Path}.{Name} has {codes.Length} codes, {_packs.Name} sum up to {wanted}.");
        foreach (var code in codes)
            WireText.Encode(code, sink.Take(BatteryCode.Length), $"{source.Path}.{Name}");
    }

    private int CodesIn(ReadOnlySpan<byte> head)
    {
        var codes = 0;
        foreach (var packs in head[1..])
            codes += _packs.Element.Check(packs) == Validity.Valid ? packs : 0;
        return codes;
    }
}
