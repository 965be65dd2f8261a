using Twins.Grains.Partitions;
using Twins.Silo;
using Twins.Silo.Verification;

namespace Twins.Crash.Harness.PowerLoss;

/// <summary>What a run saw.</summary>
internal sealed record PowerLossResult(int Cuts, int CutsWithAnswers, int Acts, int Deletions);

/// <summary>
/// Two lives of a recorded silo, in each of which syncs fail for a while, cut at random moments: once as a disk that has dropped every write that was not synced,
/// once as one that has kept some of them. Behind each cut <c>verify</c> is clean and every frame that was answered before it is in the log, unless the log
/// forgets; behind some, the silo starts and the story ends as ever.
/// </summary>
/// <param name="seed">Of the fleet and of the cuts.</param>
/// <param name="recorder">Records the silo.</param>
/// <param name="root">Where everything lies.</param>
/// <param name="durability">As <c>Data:Durability</c>; anything but <c>fdatasync</c> must be found out.</param>
/// <param name="truncates">The log forgets what no twin needs; then it is the end of the story, behind every cut, that shows what was answered.</param>
/// <param name="log">Hears of every cut.</param>
internal sealed class PowerLossRun(int seed, Recorder recorder, string root, string durability, bool truncates, Action<string> log)
{
    private const int FramesPerLife = 350;
    private static readonly (string File, string Check)[] s_faults = [("events.db", "events"), ("segment-", "log")];
    private static readonly TimeSpan s_flushed = TimeSpan.FromSeconds(3);
    private readonly CrashPlan _plan = new(seed, Kills: 0) { Settings = new SiloSettings { SegmentBytes = 262_144, Truncates = truncates } };
    private readonly Random _random = new(seed);
    private int _number;
    private int _cuts;
    private int _withAnswers;
    private int _acts;
    private int _deletions;

    /// <exception cref="CrashCheckException">A check failed.</exception>
    public async Task<PowerLossResult> RunAsync(int cutsPerLife, IReadOnlyList<string> once)
    {
        var (data, acknowledged) = await LiveAsync(null, 0, cutsPerLife, once);
        await LiveToTheEndAsync(data, acknowledged, once);
        (data, acknowledged) = await LiveAsync(data, acknowledged, cutsPerLife, once);
        await LiveToTheEndAsync(data, acknowledged, once);
        return new PowerLossResult(_cuts, _withAnswers, _acts, _deletions);
    }

    /// <summary>Lives from what a cut left to a kill, then is cut; returns what the last cut left and how many frames were answered before it.</summary>
    private async Task<(string Data, int Acknowledged)> LiveAsync(string? before, int acknowledged, int cuts, IReadOnlyList<string> once)
    {
        var recorded = Directory.CreateDirectory(New("recorded")).FullName;
        var file = New("recording");
        if (before is not null) Workspace.Copy(before, Path.Combine(recorded, "data"));
        var start = before is null ? null : New("before");
        if (start is not null) Workspace.Copy(recorded, start);
        var platform = new Platform(_plan.Fleet(), seed, acknowledged);
        (string, string)[] more = [.. recorder.Environment(recorded, file), ("Twins__Data__Durability", durability)];
        await using (var silo = await SiloProcess.StartAsync(Path.Combine(recorded, "data"), _plan.Settings with { More = more }))
        {
            await LiveThroughFaultsAsync(silo, platform, acknowledged);
            await silo.WhenEndedAsync(s_flushed);
            if (silo.HasEnded) throw new CrashCheckException($"The recorded silo ended by itself: {silo.Errors}");
        }

        var recording = Recording.Read(file);
        _acts += recording.Acts.Count;
        _deletions += recording.Acts.Count(act => act.Kind == 'U' && act.Text.EndsWith(".db", StringComparison.Ordinal));
        return await CutAsync(recording, recorded, start, platform, acknowledged, cuts, once);
    }

    /// <summary>It is sent to, and now the syncs of the event log fail for a while, then those of the log's segments.</summary>
    private async Task LiveThroughFaultsAsync(SiloProcess silo, Platform platform, int acknowledged)
    {
        var sent = acknowledged;
        foreach (var (file, check) in durability == "fdatasync" ? s_faults : [])
        {
            await SendAsync(sent += FramesPerLife / (s_faults.Length + 1));
            recorder.Now(DiskFault.SyncFails, file);
            var sending = SendAsync(sent += 20);
            await silo.WhenHealthAsync(isReady: false, check);
            recorder.Now(DiskFault.None);
            await sending;
        }

        await SendAsync(acknowledged + FramesPerLife);
        Task SendAsync(int upTo) => platform.RunAsync(silo.Intake, upTo, int.MaxValue, TimeSpan.FromMilliseconds(250), CancellationToken.None);
    }

    private async Task<(string Data, int Acknowledged)> CutAsync(Recording recording, string recorded, string? start, Platform platform, int acknowledged, int cuts, IReadOnlyList<string> once)
    {
        var moments = Enumerable.Range(0, cuts).Select(_ => _random.Next(recording.Acts.Count)).Append(recording.Acts.Count - 1).Order().ToArray();
        var disk = new RecordedDisk(recorded, start);
        var next = 0;
        var last = (Data: "", Acknowledged: 0);
        foreach (var moment in moments)
        {
            for (; next <= moment; next++) disk.Play(recording.Acts[next]);
            var answered = acknowledged + platform.AnsweredAt.Count(at => at <= recording.Acts[moment].Time);
            foreach (var chance in (Random?[])[null, new Random(_random.Next())])
            {
                var cut = New("cut");
                disk.CutTo(cut, chance);
                log($"cut behind {moment + 1} of {recording.Acts.Count} acts, {answered} frames answered, {(chance is null ? "nothing" : "some")} kept of what was not synced");
                await CheckAsync(Path.Combine(cut, "data"), answered);
                if (truncates && answered > 0) await LiveToTheEndAsync(Path.Combine(cut, "data"), answered, once);
                if (last.Data.Length > 0) Directory.Delete(Path.GetDirectoryName(last.Data)!, recursive: true);
                last = (Path.Combine(cut, "data"), answered);
            }
        }

        return last;
    }

    private async Task CheckAsync(string data, int answered)
    {
        _cuts++;
        if (answered > 0) _withAnswers++;
        if (!File.Exists(Path.Combine(data, "twins.json")))
        {
            // Cut before the directory was made: nothing may have been answered, and nothing may be in the way of making it.
            if (answered > 0) throw new CrashCheckException($"{answered} frames were answered and {data} is no data directory.");
            if (Directory.Exists(data) && Directory.EnumerateFiles(data, "*.db").Any()) throw new CrashCheckException($"{data} has data and no twins.json.");
            return;
        }

        var report = DataVerifier.Verify(data, replay: !truncates).Report;
        if (report.Count > 0) throw new CrashCheckException($"verify finds {report.Count} broken invariants in {data}: {string.Join("; ", report.Findings.Take(5))}");
        if (truncates) return;
        var archive = new LogArchive(data, New("archive"));
        archive.Keep();
        var scratch = New("log");
        var found = (await ReadAsync(archive, scratch)).SelectMany(batch => batch.Entries).Select(entry => Convert.ToHexString(entry.Entry.Payload.Span)).ToHashSet(StringComparer.Ordinal);
        var lost = _plan.Fleet().Frames.Take(answered).Count(frame => !found.Contains(Convert.ToHexString(frame)));
        if (lost > 0) throw new CrashCheckException($"{lost} of {answered} answered frames are not in the log of {data}.");
        Directory.Delete(scratch, recursive: true);
    }

    private static async Task<List<LogBatch>> ReadAsync(LogArchive archive, string scratch)
    {
        try
        {
            return await archive.ReadAsync(scratch);
        }
        catch (ConfigurationException e)
        {
            throw new CrashCheckException(e.Message);
        }
    }

    /// <summary>A copy of what a cut left is started and sent the rest.</summary>
    private async Task LiveToTheEndAsync(string data, int acknowledged, IReadOnlyList<string> once)
    {
        var copy = New("restarted");
        Workspace.Copy(data, copy);
        var platform = new Platform(_plan.Fleet(), seed, acknowledged);
        await using (var silo = await SiloProcess.StartAsync(copy, _plan.Settings))
        {
            await platform.RunAsync(silo.Intake, int.MaxValue, int.MaxValue, TimeSpan.Zero, CancellationToken.None);
            if (!platform.IsDone) throw new CrashCheckException($"After the cut the silo broke at frame {platform.Acknowledged}: {silo.Errors}");
            if (Picture.Difference(once, (await Settled.PictureAsync(silo.Http)).Story()) is { } difference)
                throw new CrashCheckException($"After the cut the story is another: {difference}");
        }

        var report = DataVerifier.Verify(copy, replay: !truncates).Report;
        if (report.Count > 0) throw new CrashCheckException($"verify finds {report.Count} broken invariants after the restart: {string.Join("; ", report.Findings.Take(5))}");
    }

    private string New(string name) => Path.Combine(root, $"{name}-{++_number}");
}
