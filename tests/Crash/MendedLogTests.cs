using Twins.Crash.Harness;
using Twins.Crash.Harness.PowerLoss;
using Twins.Silo.Storage;

namespace Twins.Crash;

/// <summary>
/// R7: <c>doctor</c> replaces a damaged segment, and the power fails while it does. Whatever is left, every record that could be read is there as it was, the
/// segment is the old one or the new one, and what <c>doctor</c> was asked can be asked again.
/// </summary>
public sealed class MendedLogTests(UnbrokenRun unbroken) : IClassFixture<UnbrokenRun>, IDisposable
{
    private const int Frames = 120;
    private const int PageBytes = 8192;
    private readonly Workspace _space = new();

    private string Recorded => Path.Combine(_space.Root, "recorded");

    public void Dispose() => _space.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cut_while_a_segment_is_written_anew_loses_none_of_its_records(bool hasWal)
    {
        var recorder = Build();
        var data = await DamagedAsync(hasWal);
        var sound = Rows(data);
        var asked = FirstDamaged(data);
        Assert.NotNull(asked);
        var before = _space.New("before");
        Workspace.Copy(Recorded, before);
        var file = _space.New("recording");
        var (exitCode, output, error) = await ProgramRun.RunAsync(recorder.Environment(Recorded, file), "doctor", "--data", data, "--skip", asked);
        Assert.True((exitCode, error) == (0, ""), output + error);
        Assert.Contains("its segment was written anew", output, StringComparison.Ordinal);

        var recording = Recording.Read(file);
        var disk = new RecordedDisk(Recorded, before);
        var random = new Random(unbroken.Plan.Seed);
        var (olds, news) = (0, 0);
        foreach (var act in recording.Acts)
        {
            disk.Play(act);
            foreach (var chance in (Random?[])[null, random, random])
            {
                var cut = _space.New("cut");
                disk.CutTo(cut, chance);
                if (IsMended(Path.Combine(cut, "data"), asked, sound)) news++;
                else olds++;
                Directory.Delete(cut, recursive: true);
            }
        }

        Assert.True(olds > 20 && news > 2, $"The cuts left the old segment {olds} times and the new one {news} times.");
        Assert.Null(FirstDamaged(data));
    }

    /// <summary>What a cut left holds all that was sound; whether the segment is the new one. An old one can be written anew.</summary>
    private static bool IsMended(string data, string asked, IReadOnlyDictionary<(int, long), string> sound)
    {
        AssertHolds();
        var damaged = FirstDamaged(data);
        if (damaged is null) return true;
        Assert.Equal(asked, damaged);
        using (var directory = DataDirectory.OpenExisting(data))
        {
            var parts = asked.Split(':');
            Assert.NotNull(LogDoctor.Skip(directory, Twins.Grains.Partitions.PartitionId.Parse(parts[0]), long.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)).Kept);
        }

        Assert.Null(FirstDamaged(data));
        AssertHolds();
        return false;

        void AssertHolds()
        {
            var rows = Rows(data);
            foreach (var (place, bytes) in sound) Assert.True(rows.GetValueOrDefault(place) == bytes, $"The record {place} of {data} is lost or another.");
        }
    }

    /// <summary>A log that a silo wrote, in which a page of its segment is damaged, and of which a WAL may hold what is newest.</summary>
    private async Task<string> DamagedAsync(bool hasWal)
    {
        var made = Path.Combine(_space.Root, "made");
        var platform = new Platform(unbroken.Plan.Fleet(), 1);
        await using (var silo = await SiloProcess.StartAsync(made, unbroken.Plan.Settings))
        {
            await platform.RunAsync(silo.Intake, Frames, int.MaxValue, TimeSpan.Zero, CancellationToken.None);
            Assert.Equal(0, await silo.StopAsync());
        }

        var segment = Segment.Find(Path.Combine(made, "log")).Single();
        var page = File.ReadAllBytes(segment).AsSpan().IndexOf(unbroken.Plan.Fleet().Frames[Frames / 2]) / PageBytes;
        Assert.True(page > 0);
        var data = Path.Combine(Recorded, "data");
        // The writer is open while its files are copied, so that they are those of a process that was killed.
        using (var writer = hasWal ? SegmentSchema.OpenExisting(segment, Durability.Fdatasync) : null)
        {
            writer?.Run("INSERT INTO batch SELECT NULL, partition, sequence + 1, bytes FROM batch WHERE row = (SELECT max(row) FROM batch)");
            Workspace.Copy(made, data);
        }

        foreach (var memory in Directory.EnumerateFiles(Path.Combine(data, "log"), "*-shm")) File.Delete(memory);
        Assert.Equal(hasWal, Directory.EnumerateFiles(Path.Combine(data, "log"), "*-wal").Any(wal => new FileInfo(wal).Length > 0));
        using var file = File.OpenWrite(Segment.Find(Path.Combine(data, "log")).Single());
        file.Position = (long)page * PageBytes;
        file.Write(Enumerable.Repeat((byte)0xFF, PageBytes).ToArray());
        return data;
    }

    /// <summary>Every record of the log that is whole, by its place.</summary>
    private static Dictionary<(int Partition, long Sequence), string> Rows(string data)
    {
        var found = new Dictionary<(int, long), string>();
        foreach (var path in Segment.Find(Path.Combine(data, "log")))
        {
            using var rows = new SegmentRows(path);
            foreach (var row in rows.Read())
                if (row.Bytes is not null && LogDoctor.DamageOf(row) is null) found[(row.Partition, row.Sequence)] = Convert.ToHexString(row.Bytes);
        }

        return found;
    }

    private static string? FirstDamaged(string data)
    {
        using var directory = DataDirectory.OpenExisting(data);
        return LogDoctor.Inspect(directory).Partitions.SelectMany(of => of.Damaged, (of, damaged) => $"{of.Partition}:{damaged.Sequence}").FirstOrDefault();
    }

    private Recorder Build()
    {
        var (recorder, reason) = Recorder.TryBuild(_space.Root);
        if (recorder is null) Assert.Skip($"{reason}.");
        return recorder;
    }
}
