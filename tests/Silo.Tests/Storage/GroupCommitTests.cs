using Microsoft.Extensions.Logging.Abstractions;
using Twins.Silo.Storage;

namespace Twins.Silo.Tests.Storage;

public sealed class GroupCommitTests : IAsyncDisposable
{
    private readonly StopLimit _stop = new(TimeSpan.FromHours(1));
    private readonly Targets _targets = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync()
    {
        _targets.Gate.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Work_that_comes_while_a_group_is_written_becomes_one_group()
    {
        await using var commits = Start(new CommitLimits(100, 1000));
        var first = commits.DoAsync(new Work("a"), Token);
        await _targets.Entered.WaitAsync(Token);
        Task[] later = [.. "bcd".Select(c => commits.DoAsync(new Work($"{c}"), Token))];
        _targets.Gate.Set();
        await Task.WhenAll([first, .. later]);

        Assert.Equal(["a", "bcd"], _targets.Groups);
        Assert.Equal(2, commits.Commits);
    }

    [Theory]
    [InlineData(2, 1000)]
    [InlineData(100, 2)]
    public async Task Who_finds_the_queue_full_waits_for_a_place_in_the_order_of_the_calls(int maxItems, long maxBytes)
    {
        await using var commits = Start(new CommitLimits(maxItems, maxBytes));
        var first = commits.DoAsync(new Work("a"), Token);
        await _targets.Entered.WaitAsync(Token);
        Task[] later = [.. "bcdef".Select(c => commits.DoAsync(new Work($"{c}"), Token))];
        _targets.Gate.Set();
        await Task.WhenAll([first, .. later]);

        Assert.Equal(["a", "bc", "de", "f"], _targets.Groups);
    }

    [Fact]
    public async Task Work_larger_than_the_queue_is_taken_alone()
    {
        await using var commits = Start(new CommitLimits(10, 2));
        _targets.Gate.Set();
        await commits.DoAsync(new Work("a", 50), Token);
        Assert.Equal(["a"], _targets.Groups);
    }

    [Fact]
    public async Task Who_stops_waiting_for_a_place_has_done_nothing_and_the_next_moves_up()
    {
        await using var commits = Start(new CommitLimits(1, 1000));
        var first = commits.DoAsync(new Work("a"), Token);
        await _targets.Entered.WaitAsync(Token);
        var second = commits.DoAsync(new Work("b"), Token);
        using var cancelled = new CancellationTokenSource();
        var third = commits.DoAsync(new Work("c"), cancelled.Token);
        var fourth = commits.DoAsync(new Work("d"), Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        _targets.Gate.Set();
        await Task.WhenAll(first, second, fourth);

        Assert.Equal(["a", "b", "d"], _targets.Groups);
    }

    [Fact]
    public async Task Work_that_is_wrong_in_itself_fails_alone()
    {
        await using var commits = Start(new CommitLimits(100, 1000));
        var first = commits.DoAsync(new Work("a"), Token);
        await _targets.Entered.WaitAsync(Token);
        var good = commits.DoAsync(new Work("b"), Token);
        var wrong = commits.DoAsync(new Work("!"), Token);
        var alsoGood = commits.DoAsync(new Work("c"), Token);
        _targets.Gate.Set();

        await Assert.ThrowsAsync<InvalidOperationException>(() => wrong);
        await Task.WhenAll(first, good, alsoGood);
        Assert.Equal(["a", "bc"], _targets.Groups);
        Assert.Null(commits.Fault);
    }

    [Fact]
    public async Task At_the_end_what_was_taken_is_written_and_nothing_more_is_taken()
    {
        var commits = Start(new CommitLimits(100, 1000));
        var first = commits.DoAsync(new Work("a"), Token);
        await _targets.Entered.WaitAsync(Token);
        var second = commits.DoAsync(new Work("b"), Token);
        var ending = commits.DisposeAsync();
        _targets.Gate.Set();
        await ending;

        await Task.WhenAll(first, second);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => commits.DoAsync(new Work("c"), Token));
        Assert.True(_targets.Closed);
    }

    [Fact]
    public async Task At_the_end_work_that_cannot_be_written_is_cancelled()
    {
        _targets.Broken = true;
        var commits = new GroupCommit<Target>("test", _targets, new CommitLimits(10, 10), _stop, new SignallingTime(), NullLogger.Instance);
        var work = commits.DoAsync(new Work("a"), Token);
        await commits.DisposeAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
    }

    [Fact]
    public async Task R2_at_the_end_nothing_is_written_behind_work_that_was_given_up()
    {
        var (work, behind) = await EndAsync(failures: 2);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => behind);
        Assert.Empty(_targets.Groups);
    }

    [Fact]
    public async Task At_the_end_work_that_waits_for_its_next_attempt_is_tried_once_more()
    {
        var (work, behind) = await EndAsync(failures: 1);
        await Task.WhenAll(work, behind);
        Assert.Equal(["a", "b"], _targets.Groups);
    }

    [Fact]
    public async Task R7_a_commit_that_does_not_return_is_a_fault_while_it_lasts()
    {
        var time = new SignallingTime();
        await using var commits = Start(new CommitLimits(100, 1000), time);
        var work = commits.DoAsync(new Work("a"), Token);
        await _targets.Entered.WaitAsync(Token);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(commits.Fault);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("The test has not been written for 5 s: the disk does not answer; what waits is written when it does.", commits.Fault);
        _targets.Gate.Set();
        await work;
        await commits.DoAsync(new Work("b"), Token);
        Assert.Null(((IStoreHealth)commits).Fault);
    }

    [Fact]
    public async Task R7_at_the_end_a_commit_that_does_not_return_is_not_waited_for_without_limit()
    {
        var time = new SignallingTime();
        var stop = new StopLimit(TimeSpan.FromSeconds(20));
        var commits = new GroupCommit<Target>("test", _targets, new CommitLimits(10, 10), stop, time, NullLogger.Instance);
        var work = commits.DoAsync(new Work("a"), Token);
        await _targets.Entered.WaitAsync(Token);
        var closed = false;
        var ending = commits.EndAsync(() =>
        {
            closed = true;
            return ValueTask.CompletedTask;
        }).AsTask();
        time.Advance(TimeSpan.FromSeconds(19));
        Assert.False(ending.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        await ending;
        // The next store has no time left, and what hangs is neither closed nor said to be durable.
        Assert.False(await stop.WaitAsync(work, time));
        Assert.False(closed);
        _targets.Gate.Set();
        await work;
    }

    /// <summary>Ends it while work waits for its second attempt, and other work behind it.</summary>
    private async Task<(Task Work, Task Behind)> EndAsync(int failures)
    {
        _targets.Gate.Set();
        _targets.NextFailures = failures;
        var time = new SignallingTime();
        var commits = new GroupCommit<Target>("test", _targets, new CommitLimits(10, 10), _stop, time, NullLogger.Instance);
        var work = commits.DoAsync(new Work("a"), Token);
        await time.TimerCreated.WaitAsync(Token);
        var behind = commits.DoAsync(new Work("b"), Token);
        await commits.DisposeAsync();
        return (work, behind);
    }

    private GroupCommit<Target> Start(CommitLimits limits, TimeProvider? time = null) => new("test", _targets, limits, _stop, time ?? TimeProvider.System, NullLogger.Instance);

    internal sealed class Work(string text, long bytes = 1) : CommitWork<Target>(bytes)
    {
        public override void Execute(Target target)
        {
            if (text == "!") throw new InvalidOperationException("wrong in itself");
            target.Text += text;
        }
    }

    internal sealed class Targets : ICommitTargets<Target>
    {
        public SemaphoreSlim Entered { get; } = new(0);

        public ManualResetEventSlim Gate { get; } = new();

        public List<string> Groups { get; } = [];

        public bool Broken { get; set; }

        public bool Closed { get; set; }

        /// <summary>So many attempts fail, then it works.</summary>
        public int NextFailures { get; set; }

        public Target Next(Target? current) => Broken || NextFailures-- > 0 ? throw new IOException("broken") : current ?? new Target(this);

        public void Abandon(Target target) => target.Dispose();
    }

    internal sealed class Target(Targets targets) : ICommitTarget
    {
        public string Text { get; set; } = "";

        public void Begin() => Text = "";

        public void Rollback() => Text = "";

        public void Commit()
        {
            targets.Entered.Release();
            targets.Gate.Wait();
            targets.Groups.Add(Text);
        }

        public void Dispose() => targets.Closed = true;
    }
}
