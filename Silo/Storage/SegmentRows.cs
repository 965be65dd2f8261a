using Microsoft.Data.Sqlite;

namespace Twins.Silo.Storage;

/// <summary>A row of a segment as far as it can be read.</summary>
/// <param name="Row">Its number in the segment.</param>
/// <param name="Partition">Whose log, as its code.</param>
/// <param name="Sequence">Its place there.</param>
/// <param name="Bytes">Null where SQLite cannot read them.</param>
/// <param name="Damage">Why the log cannot read the row; null where it can. What the bytes say is another matter.</param>
internal sealed record SegmentRow(long Row, int Partition, long Sequence, byte[]? Bytes, string? Damage);

/// <summary>The rows of a segment that nobody writes, one by one, so that a damaged page of the file hides no other.</summary>
internal sealed class SegmentRows : IDisposable
{
    // A cell of the table has at least a header of six bytes, a partition of three, a sequence, and the frame of an empty batch.
    private const long LeastBytesOfRow = 24;

    /// <summary>The damage of a row that is in the index, and of which the table knows nothing: what the index says of it may be wrong.</summary>
    public const string Gone = "its row is gone";

    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _row;

    /// <summary>Opens a segment; writes nothing.</summary>
    /// <exception cref="SqliteException">It cannot be opened at all.</exception>
    public SegmentRows(string path)
    {
        _path = path;
        _connection = new FileInfo(path + "-wal") is { Exists: true, Length: > 0 } ? SqliteFiles.OpenReader(path) : SqliteFiles.OpenImmutable(path);
        _row = new SqliteCommand("SELECT partition, sequence, bytes FROM batch WHERE row = $row", _connection);
        _row.Parameters.Add("$row", SqliteType.Integer);
    }

    /// <summary>After <see cref="Read"/>: why there may be rows of which nobody can say whose they were; null where there are none.</summary>
    public string? Nameless { get; private set; }

    /// <summary>After <see cref="Read"/>: SQLite found damage, and the log cannot read all of it.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Where each partition stood when the segment was begun.</summary>
    public Dictionary<int, long> Floors() => SegmentSchema.Floors(_connection);

    /// <summary>Every row of which at least the name is known, in order.</summary>
    public IEnumerable<SegmentRow> Read()
    {
        var found = Indexed(out var indexDamage) is { } names ? ReadNamed(names) : ReadAll(indexDamage);
        foreach (var row in found)
        {
            IsDamaged |= row.Damage is not null;
            yield return row;
        }

        IsDamaged |= Nameless is not null;
    }

    public void Dispose()
    {
        _row.Dispose();
        _connection.Dispose();
        SqliteFiles.ForgetReaders(_path);
    }

    private IEnumerable<SegmentRow> ReadNamed(List<SegmentRow> names)
    {
        foreach (var name in names)
        {
            var found = Fetch(name.Row, out var damage);
            yield return found is not null && (found.Partition, found.Sequence) == (name.Partition, name.Sequence) ? found : name with { Damage = damage ?? Gone };
        }
    }

    /// <summary>Without an index only the rows themselves say whose they are; where there is one that is damaged, the log does not find all of them.</summary>
    private IEnumerable<SegmentRow> ReadAll(string? indexDamage)
    {
        var last = LastRow();
        for (long row = 1; row <= last; row++)
        {
            var found = Fetch(row, out var damage);
            Nameless = damage ?? Nameless;
            if (found is not null) yield return indexDamage is null || IsIndexed(found) ? found : found with { Damage = indexDamage };
        }
    }

    /// <summary>What the index of a sealed segment says, without bytes; null where there is none, or it is damaged.</summary>
    private List<SegmentRow>? Indexed(out string? damage)
    {
        damage = null;
        if (_connection.Scalar("SELECT count(*) FROM sqlite_master WHERE type = 'index' AND name = 'batch_place'") is not 1L) return null;
        try
        {
            using var command = new SqliteCommand("SELECT row, partition, sequence FROM batch INDEXED BY batch_place", _connection);
            using var reader = command.ExecuteReader();
            var names = new List<SegmentRow>();
            while (reader.Read()) names.Add(new SegmentRow(reader.GetInt64(0), reader.GetInt32(1), reader.GetInt64(2), null, null));
            names.Sort((a, b) => a.Row.CompareTo(b.Row));
            return names;
        }
        catch (SqliteException e) when (e.IsDamage())
        {
            damage = e.Message.TrimEnd('.');
            return null;
        }
    }

    private bool IsIndexed(SegmentRow row)
    {
        try
        {
            using var command = new SqliteCommand("SELECT row FROM batch INDEXED BY batch_place WHERE partition = $partition AND sequence = $sequence", _connection);
            command.Parameters.AddWithValue("$partition", row.Partition);
            command.Parameters.AddWithValue("$sequence", row.Sequence);
            return command.ExecuteScalar() is long found && found == row.Row;
        }
        catch (SqliteException e) when (e.IsDamage())
        {
            return false;
        }
    }

    /// <summary>The highest number of a row, or one that none can have where the end of the table is damaged.</summary>
    private long LastRow()
    {
        try
        {
            return _connection.Scalar("SELECT max(row) FROM batch") as long? ?? 0;
        }
        catch (SqliteException e) when (e.IsDamage())
        {
            Nameless = e.Message.TrimEnd('.');
            return new FileInfo(_path).Length / LeastBytesOfRow;
        }
    }

    private SegmentRow? Fetch(long row, out string? damage)
    {
        damage = null;
        _row.Parameters[0].Value = row;
        try
        {
            using var reader = _row.ExecuteReader();
            if (!reader.Read()) return null;
            if (reader.GetValue(0) is long partition and > 0 and <= int.MaxValue && reader.GetValue(1) is long sequence && reader.GetValue(2) is byte[] bytes)
                return new SegmentRow(row, (int)partition, sequence, bytes, null);
            damage = "it is no batch";
        }
        catch (SqliteException e) when (e.IsDamage())
        {
            damage = e.Message.TrimEnd('.');
        }

        return null;
    }
}
