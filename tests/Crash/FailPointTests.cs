using Twins.Crash.Harness;
using Twins.Silo.Storage;

namespace Twins.Crash;

/// <summary>The silo ends between two durable writes, once at each named place, and goes on as if nothing had happened.</summary>
public sealed class FailPointTests(UnbrokenRun unbroken) : IClassFixture<UnbrokenRun>
{
    /// <summary>How often a place is passed before the process ends there, where the first time is not in the middle of anything.</summary>
    private static readonly Dictionary<string, int> s_times = new(StringComparer.Ordinal)
    {
        [FailPoint.StoreOpened] = 2, ["log.begun"] = 4, ["log.executed"] = 4, ["log.committed"] = 4, ["event-log.begun"] = 2, ["event-log.executed"] = 2,
        ["grain-state.begun"] = 3, ["grain-state.executed"] = 3, ["grain-state.committed"] = 3, ["checkpoint.writing"] = 6, ["checkpoint.written"] = 6, ["page.writing"] = 5, ["page.written"] = 5,
    };

    /// <summary>Where a fresh process is fed the same log too: one place of each kind of write.</summary>
    private static readonly string[] s_replayed = ["log.committed", "event-log.begun", "page.written", "checkpoint.writing"];

    public static TheoryData<string> Places => [.. FailPoint.All];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Ending_between_two_durable_writes_loses_nothing_and_doubles_nothing(string place)
    {
        // What an earlier life left is sealed at the start, and deleted when everything in it is in pages.
        var truncates = place.StartsWith("truncate", StringComparison.Ordinal);
        var needsEarlierLife = truncates || place.StartsWith("seal", StringComparison.Ordinal);
        var result = await Run.Async(unbroken.Plan with
        {
            FailPoints = [$"{place}@{s_times.GetValueOrDefault(place, 1)}"], LivesBefore = needsEarlierLife ? 1 : 0, Once = unbroken.Story,
            ChecksReplay = s_replayed.Contains(place), Settings = unbroken.Plan.Settings with { Truncates = truncates },
        });
        Assert.Equal(1, result.AtFailPoints);
    }
}

/// <summary>What the fleet of these tests comes to when nothing is killed.</summary>
public sealed class UnbrokenRun : IAsyncLifetime
{
    internal CrashPlan Plan { get; } = new(Seed: 7, Kills: 0);

    internal IReadOnlyList<string> Story { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        using var space = new Workspace();
        Story = await CrashRun.RunOnceAsync(Plan, space.Data);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
