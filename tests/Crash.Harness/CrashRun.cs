using Twins.Silo.Storage;
using Twins.Silo.Verification;

namespace Twins.Crash.Harness;

/// <summary>What a run does; the same seed plans the same kills.</summary>
/// <param name="Seed">Of the fleet and of every moment.</param>
/// <param name="Kills">How often the silo is killed.</param>
internal sealed record CrashPlan(int Seed, int Kills)
{
    /// <summary>Ends at these places instead, one after the other, before any other kill.</summary>
    public IReadOnlyList<string> FailPoints { get; init; } = [];

    /// <summary>Frames that one life of the silo is offered.</summary>
    public int FramesPerLife { get; init; } = 150;

    /// <summary>Kills while it is sent to before the first fail point, for places that need an earlier life.</summary>
    public int LivesBefore { get; init; }

    /// <summary>The story of an unbroken run of the same fleet; where it is known, checks 1 and 3 are made with it, and check 2 where it is asked for.</summary>
    public IReadOnlyList<string>? Once { get; init; }

    /// <summary>Also where <see cref="Once"/> is known: what is shown is what a fresh process makes of the same log, and what the same directory shows after another kill.</summary>
    public bool ChecksReplay { get; init; }

    public SiloSettings Settings { get; init; } = new();

    /// <summary>A plan whose settings follow from the seed too: a log that keeps everything in one segment a life, one of many small segments, or one that forgets.</summary>
    public static CrashPlan OfSeed(int seed, int kills) => new(seed, kills)
    {
        Settings = new SiloSettings { SegmentBytes = seed % 3 == 1 ? 262_144 : null, Truncates = seed % 3 == 2 },
    };

    /// <summary>The same seed and length make the same fleet.</summary>
    public Fleet Fleet() => new(Seed, vehicles: 10, rounds: Math.Max(70, (Kills + 1 + FailPoints.Count) * FramesPerLife / 10));
}

/// <summary>What happened in a run.</summary>
/// <param name="Lives">Processes that were started and killed.</param>
/// <param name="AtFailPoints">Of these, processes that ended at a fail point.</param>
/// <param name="InFirstSecond">Of these, processes that were killed within a second of being ready, while they were sent to.</param>
/// <param name="Frames">Distinct frames.</param>
/// <param name="Repeated">Frames that were sent again.</param>
/// <param name="Deepest">Frames of one vehicle that were sent again one after the other.</param>
/// <param name="Twins">Twins at the end, with their rows.</param>
/// <param name="Events">Events at the end.</param>
internal sealed record CrashResult(int Lives, int AtFailPoints, int InFirstSecond, int Frames, long Repeated, int Deepest, int Twins, int Events);

/// <summary>One run: a fleet, a platform, a silo that is killed again and again, and the three checks at the end.</summary>
internal sealed class CrashRun
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);
    private readonly CrashPlan _plan;
    private readonly Fleet _fleet;
    private readonly Platform _platform;
    private readonly Random _random;
    private readonly Workspace _space;
    private readonly Action<string> _log;
    private int _atFailPoints;
    private int _inFirstSecond;

    public CrashRun(CrashPlan plan, Workspace space, Action<string> log)
    {
        (_plan, _space, _log, _random) = (plan, space, log, new Random(plan.Seed));
        _fleet = plan.Fleet();
        _platform = new Platform(_fleet, plan.Seed);
    }

    /// <exception cref="CrashCheckException">A check failed.</exception>
    public async Task<CrashResult> RunAsync()
    {
        for (var life = 0; life < _plan.LivesBefore; life++) await LiveWholeAsync();
        foreach (var place in _plan.FailPoints) await LiveToAsync(place, mustEnd: true);
        for (var life = 0; life < _plan.Kills; life++) await LiveAsync();
        if (_plan.Kills > 0) await LiveUnheardAsync();
        var final = await FinishAsync();
        await CheckLogAsync();
        if (_plan.Once is null || _plan.ChecksReplay)
        {
            await CheckRestartAsync(final);
            await CheckReplayAsync(final);
        }

        await CheckOnceAsync(final);
        return new CrashResult(
            _plan.Kills + _plan.FailPoints.Count, _atFailPoints, _inFirstSecond, _fleet.Frames.Count, _platform.Repeated, _platform.DeepestRepetition, final.Twins, final.Events);
    }

    private Task LiveAsync() => _random.Next(8) switch
    {
        0 => LiveThroughStartAsync(TimeSpan.FromMilliseconds(_random.Next(1500))),
        1 => LiveThroughFirstSecondAsync(TimeSpan.FromMilliseconds(_random.Next(1000))),
        2 or 3 => LiveToAsync(Place(), mustEnd: false),
        4 or 5 => LiveAsync(_random.Next(_plan.FramesPerLife), TimeSpan.FromMilliseconds(_random.Next(30)), int.MaxValue),
        _ => LiveAsync(_random.Next(_plan.FramesPerLife / 2), TimeSpan.FromMilliseconds(_random.Next(300)), _random.Next(_plan.FramesPerLife / 2, _plan.FramesPerLife)),
    };

    /// <summary>A place to end at that a life may come to which is not the first of its directory.</summary>
    private string Place()
    {
        var places = FailPoint.All.Where(place => !FailPoint.OfCreation.Contains(place) && (_plan.Settings.Truncates || !FailPoint.OfTruncation.Contains(place))).ToArray();
        var place = places[_random.Next(places.Length)];
        var isPassedOften = FailPoint.OfCommits.Contains(place) || FailPoint.OfRecords.Contains(place);
        return $"{place}@{(isPassedOften ? _random.Next(1, _random.Next(2, 12)) : 1)}";
    }

    /// <summary>Killed within a second of being ready, while it is sent to: partitions have just caught up, links begin anew, what was unanswered comes again.</summary>
    private async Task LiveThroughFirstSecondAsync(TimeSpan moment)
    {
        await using var silo = await SiloProcess.StartAsync(_space.Data, _plan.Settings);
        using var stop = new CancellationTokenSource();
        var sending = SendAsync(silo, int.MaxValue, stop.Token);
        await silo.WhenEndedAsync(moment);
        _inFirstSecond++;
        await EndAsync(silo, $"{moment.TotalMilliseconds:F0} ms after it was ready");
        await stop.CancelAsync();
        await sending;
    }

    /// <summary>Killed at a moment after its start, also before it is ready.</summary>
    private async Task LiveThroughStartAsync(TimeSpan moment)
    {
        await using var silo = SiloProcess.Launch(_space.Data, _plan.Settings);
        await silo.WhenEndedAsync(moment);
        await EndAsync(silo, $"{moment.TotalMilliseconds:F0} ms after its start");
    }

    /// <summary>Killed while it is sent to, a moment behind so many answers, however fast the machine is; the answers behind some may be lost.</summary>
    private async Task LiveAsync(int answers, TimeSpan moment, int deafFrom)
    {
        await using var silo = await SiloProcess.StartAsync(_space.Data, _plan.Settings);
        using var stop = new CancellationTokenSource();
        var answered = _platform.WhenAcknowledgedAsync(_platform.Acknowledged + answers);
        var sending = SendAsync(silo, deafFrom, stop.Token);
        await Task.WhenAny(answered, sending).WaitAsync(s_patience);
        await silo.WhenEndedAsync(moment);
        await EndAsync(silo, $"{moment.TotalMilliseconds:F0} ms behind {answers} answers");
        await stop.CancelAsync();
        await sending;
    }

    /// <summary>Killed when everything that it was offered is answered.</summary>
    private async Task LiveWholeAsync()
    {
        await using var silo = await SiloProcess.StartAsync(_space.Data, _plan.Settings);
        await SendAsync(silo, int.MaxValue, CancellationToken.None);
        await EndAsync(silo, "when all was answered");
    }

    /// <summary>Everything that it was offered is applied, and nearly no answer came back: what is sent again is deeper than what a vehicle remembers.</summary>
    private async Task LiveUnheardAsync()
    {
        await using var silo = await SiloProcess.StartAsync(_space.Data, _plan.Settings);
        using var stop = new CancellationTokenSource();
        var all = _platform.Sent + Math.Min(_plan.FramesPerLife, _fleet.Frames.Count - _platform.Acknowledged);
        var sending = SendAsync(silo, deafFrom: 1, stop.Token);
        while (_platform.Sent < all && !silo.HasEnded && !sending.IsCompleted) await silo.WhenEndedAsync(s_look);
        if (sending.IsCompleted) await sending;
        if (_platform.Sent < all) throw new CrashCheckException($"The silo ended the connection by itself: {silo.Errors}");
        await Settled.PictureAsync(silo.Http);
        await EndAsync(silo, "when nearly no answer had come back");
        await stop.CancelAsync();
        await sending;
    }

    /// <summary>Ends by itself at a fail point.</summary>
    private async Task LiveToAsync(string place, bool mustEnd)
    {
        await using var silo = SiloProcess.Launch(_space.Data, _plan.Settings with { FailPoint = place });
        using var stop = new CancellationTokenSource();
        var sending = await silo.WhenReadyAsync() ? SendAsync(silo, int.MaxValue, stop.Token) : Task.CompletedTask;
        if (!mustEnd) await Task.WhenAny(sending, silo.WhenEndedAsync(s_patience));
        var ended = await silo.WhenEndedAsync(mustEnd ? s_patience : TimeSpan.FromSeconds(1.5));
        if (ended) _atFailPoints++;
        else if (mustEnd) throw new CrashCheckException($"The silo never came to {place}: {silo.Errors}");
        if (ended) Keep($"at {place}");
        else await EndAsync(silo, $"before it came to {place}");
        await stop.CancelAsync();
        await sending;
    }

    private Task SendAsync(SiloProcess silo, int deafFrom, CancellationToken cancellationToken) => _platform.RunAsync(
        silo.Intake, _platform.Acknowledged + _plan.FramesPerLife, deafFrom, TimeSpan.FromMilliseconds(60), cancellationToken);

    private async Task EndAsync(SiloProcess silo, string when)
    {
        if (silo.HasEnded) throw new CrashCheckException($"The silo ended by itself: {silo.Errors}");
        await silo.KillAsync();
        Keep(when);
    }

    private void Keep(string when)
    {
        _space.Archive.Keep();
        _log($"killed {when}, {_platform.Acknowledged} of {_fleet.Frames.Count} frames answered, {_platform.Repeated} repeated");
    }

    /// <summary>The rest of the story, unbroken, and what it comes to.</summary>
    private async Task<Picture> FinishAsync()
    {
        await using var silo = await SiloProcess.StartAsync(_space.Data, _plan.Settings);
        while (!_platform.IsDone)
        {
            if (silo.HasEnded) throw new CrashCheckException($"The silo ended by itself: {silo.Errors}");
            await _platform.RunAsync(silo.Intake, int.MaxValue, int.MaxValue, TimeSpan.Zero, CancellationToken.None);
        }

        var picture = await Settled.PictureAsync(silo.Http);
        await silo.KillAsync();
        _space.Archive.Keep();
        Sound(_space.Data);
        return picture;
    }

    /// <summary>Check 1: every acknowledged frame is in the log.</summary>
    private async Task CheckLogAsync()
    {
        var batches = await _space.Archive.ReadAsync(_space.New("log"));
        var found = batches.SelectMany(batch => batch.Entries).Select(entry => Convert.ToHexString(entry.Entry.Payload.Span)).ToHashSet(StringComparer.Ordinal);
        var lost = _fleet.Frames.Take(_platform.Acknowledged).Where(frame => !found.Contains(Convert.ToHexString(frame))).ToList();
        if (lost.Count > 0) throw new CrashCheckException($"{lost.Count} acknowledged frames are not in the log, the first is {Convert.ToHexString(lost[0])}.");
    }

    /// <summary>What was shown before the last kill is shown after it.</summary>
    private async Task CheckRestartAsync(Picture final)
    {
        await using var silo = await SiloProcess.StartAsync(_space.Data, _plan.Settings);
        await Settled.EqualAsync("after another restart", final.Lines(), silo.Http, picture => picture.Lines());
    }

    /// <summary>Check 2: a fresh process that is fed the same log comes to the same twins, rows and events.</summary>
    private async Task CheckReplayAsync(Picture final)
    {
        var fresh = _space.New("replay");
        _space.Archive.CopyTo(fresh);
        await using (var silo = await SiloProcess.StartAsync(fresh, _plan.Settings))
        {
            await Settled.EqualAsync("of a fresh process with the same log", final.Lines(), silo.Http, picture => picture.Lines());
        }

        Sound(fresh);
    }

    /// <summary>Check 3: so does a run that received every frame once, but for links, counters and arrival.</summary>
    private async Task CheckOnceAsync(Picture final)
    {
        var once = _plan.Once ?? await RunOnceAsync(_plan, _space.New("once"));
        if (Picture.Difference(once, final.Story()) is { } difference) throw new CrashCheckException($"A run that received every frame once comes to another story: {difference}");
    }

    /// <summary>The story of an unbroken run.</summary>
    public static async Task<IReadOnlyList<string>> RunOnceAsync(CrashPlan plan, string data)
    {
        await using var silo = await SiloProcess.StartAsync(data, plan.Settings);
        var platform = new Platform(plan.Fleet(), plan.Seed);
        await platform.RunAsync(silo.Intake, int.MaxValue, int.MaxValue, TimeSpan.Zero, CancellationToken.None);
        if (!platform.IsDone) throw new CrashCheckException($"The unbroken run broke at frame {platform.Acknowledged}: {silo.Errors}");
        return (await Settled.PictureAsync(silo.Http)).Story();
    }

    private static void Sound(string data)
    {
        var report = DataVerifier.Verify(data, replay: true).Report;
        if (report.Count > 0) throw new CrashCheckException($"verify finds {report.Count} broken invariants: {string.Join("; ", report.Findings.Take(5))}");
    }
}
