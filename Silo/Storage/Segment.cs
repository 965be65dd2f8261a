using System.Globalization;
using Microsoft.Data.Sqlite;
using Twins.Grains.Partitions;

namespace Twins.Silo.Storage;

/// <summary>One file of the log, as readers see it. Thread-safe.</summary>
internal sealed class Segment
{
    private const string Prefix = "segment-";
    private const string Suffix = ".db";

    private readonly Lock _files = new();
    private readonly bool _hasWal;
    // Looked at first: sealing sets the ranges before it takes the index away.
    private volatile SegmentIndex? _index;
    private volatile Dictionary<int, SequenceRange>? _ranges;
    private SqliteConnection? _held;
    private bool _isDeleted;

    /// <summary>A segment that is being written.</summary>
    public Segment(string directory, int number, SegmentIndex index) => (FilePath, Number, _index) = (PathOf(directory, number), number, index);

    /// <summary>A sealed segment.</summary>
    /// <param name="path">The file.</param>
    /// <param name="ranges">What it holds.</param>
    /// <param name="hasWal">A part of it is in its WAL, because somebody read it when it was sealed.</param>
    public Segment(string path, Dictionary<int, SequenceRange> ranges, bool hasWal) =>
        (FilePath, Number, _ranges, _hasWal) = (path, NumberOf(path), ranges, hasWal);

    /// <summary>Rising with the age of the log.</summary>
    public int Number { get; }

    /// <summary>The file.</summary>
    public string FilePath { get; }

    /// <summary>What its files take of the disk.</summary>
    public long Bytes => BytesOf(FilePath) + WalBytes;

    /// <summary>What it has grown by since it was begun, until it is sealed.</summary>
    public long WalBytes => BytesOf(FilePath + "-wal");

    /// <summary>When it was written last, UTC.</summary>
    public DateTimeOffset LastWrittenAt => File.GetLastWriteTimeUtc(FilePath);

    /// <summary>The file of a number.</summary>
    public static string PathOf(string directory, int number) =>
        Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number:D10}{Suffix}"));

    /// <summary>The segments of a directory, oldest first.</summary>
    public static List<string> Find(string directory) =>
        [.. Directory.EnumerateFiles(directory, Prefix + "*" + Suffix).OrderBy(NumberOf)];

    /// <summary>What is left of segments whose creation was cut off.</summary>
    public static List<string> FindUnfinished(string directory) =>
        [.. Directory.EnumerateFiles(directory, Prefix + "*" + Suffix + SqliteFiles.Unfinished + "*")];

    /// <summary>The number of a file.</summary>
    public static int NumberOf(string path) =>
        int.Parse(Path.GetFileNameWithoutExtension(path.AsSpan())[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>Deletes its files, the segment itself last, so that none is left behind that belongs to nothing. May be tried again.</summary>
    public void Delete()
    {
        lock (_files)
        {
            _isDeleted = true;
            Release();
            File.Delete(FilePath + "-wal");
            FailPoint.Pass(FailPoint.TruncateLogDeleted);
            File.Delete(FilePath + "-shm");
            File.Delete(FilePath);
            FailPoint.Pass(FailPoint.TruncateDeleted);
        }
    }

    /// <summary>What it holds of a partition; null for nothing.</summary>
    public SequenceRange? Range(int partition) =>
        _index is { } index ? index.Range(partition) : _ranges!.TryGetValue(partition, out var range) ? range : null;

    /// <summary>Whether everything in it may go.</summary>
    /// <param name="through">Of a partition: everything through this may go.</param>
    public bool IsDispensable(Func<int, long> through) => (_index?.Ranges() ?? _ranges!).All(range => range.Value.Last <= through(range.Key));

    /// <summary>
    /// Keeps the shared memory of the WAL alive whoever else closes the file: to make it anew needs room on the disk, and reads go on when there is none (R7).
    /// </summary>
    public void HoldOpen()
    {
        _held = SqliteFiles.OpenReader(FilePath);
        _held.Scalar("SELECT count(*) FROM start");
    }

    /// <summary>Ends <see cref="HoldOpen"/> and closes idle readers.</summary>
    public void Release()
    {
        _held?.Dispose();
        SqliteFiles.ForgetReaders(FilePath);
    }

    /// <summary>Seals the file, unless it was deleted; readers change over to its own index.</summary>
    /// <exception cref="IOException">Somebody went on reading it.</exception>
    public void Seal(Durability durability)
    {
        lock (_files)
        {
            if (_isDeleted) return;
            using var connection = SegmentSchema.OpenExisting(FilePath, durability);
            if (!SegmentSchema.Seal(connection)) throw new IOException($"{FilePath} is being read.");
            _ranges = _index!.Ranges();
            _index = null;
            Release();
        }
    }

    /// <summary>Adds the durable batches with <paramref name="after"/> &lt; sequence &lt; <paramref name="before"/> that fit, in order.</summary>
    public void Read(PartitionId partition, long after, long before, ByteBudget budget, List<LoggedBatch> into)
    {
        var places = _index?.Between(PartitionCode.Of(partition), after, before, budget);
        using var connection = places is null && !_hasWal ? SqliteFiles.OpenImmutable(FilePath) : SqliteFiles.OpenReader(FilePath);
        if (places is null) ReadSealed(connection, partition, after, before, budget, into);
        else ReadPlaces(connection, partition, places, into);
    }

    private static long BytesOf(string path) => new FileInfo(path) is { Exists: true, Length: var length } ? length : 0;

    private static void ReadPlaces(SqliteConnection connection, PartitionId partition, List<BatchPlace> places, List<LoggedBatch> into)
    {
        using var command = new SqliteCommand("SELECT bytes FROM batch WHERE row = $row", connection);
        var row = command.Parameters.Add("$row", SqliteType.Integer);
        foreach (var place in places)
        {
            row.Value = place.Row;
            if (command.ExecuteScalar() is not byte[] bytes) throw new LogDamagedException(partition, place.Sequence, "its row is gone");
            into.Add(new LoggedBatch(partition, place.Sequence, bytes));
        }
    }

    private static void ReadSealed(
        SqliteConnection connection, PartitionId partition, long after, long before, ByteBudget budget, List<LoggedBatch> into)
    {
        const string sql = """
            SELECT sequence, length(bytes), bytes FROM batch INDEXED BY batch_place
            WHERE partition = $partition AND sequence > $after AND sequence < $before ORDER BY sequence
            """;
        using var command = new SqliteCommand(sql, connection);
        command.Parameters.AddWithValue("$partition", PartitionCode.Of(partition));
        command.Parameters.AddWithValue("$after", after);
        command.Parameters.AddWithValue("$before", before);
        using var reader = command.ExecuteReader();
        while (reader.Read() && budget.TryTake(reader.GetInt32(1)))
            into.Add(new LoggedBatch(partition, reader.GetInt64(0), reader.GetFieldValue<byte[]>(2)));
    }
}
