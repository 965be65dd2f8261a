using System.Buffers.Binary;
using Twins.Protocols.Gbt32960.Schema;
using Twins.Protocols.Gbt32960.Tables;

namespace Twins.Protocols.Gbt32960;

/// <summary>Alarms (unit 07 of 2016, 06 of 2025) in place.</summary>
public readonly ref struct AlarmUnit(Edition edition, ReadOnlySpan<byte> body)
{
    private readonly ReadOnlySpan<byte> _body = body;
    private readonly AlarmTable _table = edition == Edition.V2025 ? AlarmTable.V2025 : AlarmTable.V2016;

    /// <summary>The highest level: 0 none to 3 stop at once; 4 thermal event (2025).</summary>
    public Reading Level => _table.Level.Read(_body);

    /// <summary>The general alarm bits; <see cref="AlarmFlags.NameOf"/> names them.</summary>
    public uint Flags => _table.Flags.Read(_body);

    /// <summary>The manufacturer's fault codes of the battery.</summary>
    public FaultList Battery => List(0);

    /// <summary>The manufacturer's fault codes of the motors.</summary>
    public FaultList Motor => List(1);

    /// <summary>The manufacturer's fault codes of the engine.</summary>
    public FaultList Engine => List(2);

    /// <summary>Other fault codes of the manufacturer.</summary>
    public FaultList Other => List(3);

    /// <summary>The level of a general alarm bit (2025); invalid where it is not given.</summary>
    public Reading LevelOf(int bit)
    {
        if (edition != Edition.V2025)
            return Reading.Invalid;
        foreach (var item in new ItemReader(_table.FlagLevel, _body[ListOffset(4)..]))
        {
            if (item[0] == bit)
                return _table.FlagLevelValue.Read(item);
        }
        return Reading.Invalid;
    }

    private FaultList List(int index) => new(_table.Lists[index], _body[ListOffset(index)..]);

    private int ListOffset(int index)
    {
        var at = _table.Faults.Offset;
        for (var i = 0; i < index; i++)
            at += 1 + Codes.CodeLength * _table.Lists[i].Count(_body, at);
        return at;
    }
}

/// <summary>Fault codes of one list in place.</summary>
public readonly ref struct FaultList
{
    private readonly ReadOnlySpan<byte> _codes;

    internal FaultList(Codes table, ReadOnlySpan<byte> list)
    {
        Absence = table.Absence(list, 0);
        _codes = list.Slice(1, Codes.CodeLength * table.Count(list, 0));
    }

    /// <summary>Valid, or why there is no list.</summary>
    public Validity Absence { get; }

    /// <summary>Codes in the list.</summary>
    public int Count => _codes.Length / Codes.CodeLength;

    /// <summary>A code by its index.</summary>
    public uint this[int index] => BinaryPrimitives.ReadUInt32BigEndian(_codes[(index * Codes.CodeLength)..]);
}
