using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Twins.Grains.Fleet;
using Twins.Grains.Partitions;
using Twins.Silo.Intake;
using Twins.Silo.Tests.Storage;

namespace Twins.Silo.Tests.Intake;

/// <summary>How a connection ends: what its sender must not believe, what is written of its links, and who is not waited for.</summary>
public sealed class IntakeConnectionTests : IDisposable
{
    private const string Vin = "LTESTN00000000001", Other = "LTESTN00000000002", Time = "1a0b160c0000";
    private const string Login = Time + "0001 3839383630303030303030303030303030303036 01 00";
    private const string Engine = Time + "04 01 0BB8 02B7";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 4, 0, 0, TimeSpan.Zero));
    private readonly FakeLog _log = new();
    private readonly IntakeConnections _connections = new();
    private readonly ReportCounters _counters = new();
    private readonly CancellationTokenSource _late = new();
    private readonly PipedConnection _connection = new();
    private readonly IntakeOptions _options = new() { MaxReportsInFlight = 10 };
    private readonly IntakeWriter _writer;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public IntakeConnectionTests()
    {
        _options.Gbt32960.IdleSeconds = 5;
        _options.Gbt32960.UnknownSender = UnknownSender.Accept;
        _writer = new IntakeWriter(new PartitionMap(1), _log, _counters, new LivingIntakes(), new StreamClock(_time));
    }

    public void Dispose()
    {
        _late.Dispose();
        _writer.Dispose();
    }

    [Fact]
    public async Task A_terminals_report_that_is_not_in_the_log_ends_its_connection_although_good_ones_are_not_answered()
    {
        var running = Run();
        await SendAsync(IntakeClient.Frame(2016, 1, Vin, Login));
        await _connection.AnswerAsync();
        _log.Failures = 1;
        await SendAsync(IntakeClient.Frame(2016, 2, Vin, Engine));
        await running.WaitAsync(s_patience, Token);
        Assert.Contains("was not written", _connection.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task R7_the_end_of_each_link_is_written_although_the_log_does_not_take_the_first_attempt()
    {
        _options.Gbt32960.IdleSeconds = 86_400;
        var running = Run();
        await SendAsync(IntakeClient.Frame(2016, 1, Vin, Login));
        await _connection.AnswerAsync();
        await SendAsync(IntakeClient.Frame(2016, 1, Other, Login));
        await _connection.AnswerAsync();
        Assert.Equal(2, _connections.Terminals);
        _log.Failures = 1;
        await _connection.Client.Output.CompleteAsync();
        await WhileTimePassesAsync(running);
        Assert.Equal(0, _connections.Terminals);
        Assert.Equal([Vin, Other], _log.Entries.Where(entry => entry.Entry.Kind == EntryKind.SessionClosed).Select(entry => entry.TwinId).Order(StringComparer.Ordinal));
    }

    /// <param name="more">How many heartbeats he sends on, when nothing more goes to him: fewer than may wait for their answers, or more.</param>
    /// <param name="taken">Entries that the log has then.</param>
    [Theory]
    [InlineData(0, 201)]
    [InlineData(20_000, 16_385)]
    public async Task Who_says_that_he_has_sent_everything_and_does_not_read_is_not_waited_for_for_ever(int more, int taken)
    {
        var running = Run();
        await SendAsync(IntakeClient.Frame(2016, 1, Vin, Login));
        for (var i = 0; i < 200; i++) await SendAsync(IntakeClient.Frame(2016, 7, Vin, ""));
        await _connection.FullAsync();
        for (var i = 0; i < more; i++) await SendAsync(IntakeClient.Frame(2016, 7, Vin, ""));
        await _connection.Client.Output.CompleteAsync();
        while (_log.Count < taken) await YieldAsync();
        await WhileTimePassesAsync(running);
        Assert.Contains("Its answers were not read", _connection.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_does_not_read_his_answers_is_given_up_after_a_while_whether_he_sends_on_or_not()
    {
        var answers = new Answers(_connection.Transport.Output, TimeSpan.FromSeconds(5), _time);
        await answers.AddAsync(Task.CompletedTask, new byte[2048], Token);
        var sending = answers.SendAsync(Token);
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.False(sending.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<TimeoutException>(() => sending).WaitAsync(s_patience, Token);
    }

    [Fact]
    public async Task R7_the_end_of_a_link_waits_for_a_disk_that_hangs_however_long()
    {
        _log.Held = new TaskCompletionSource<long>();
        _options.MaxReportsInFlight = 100;
        var running = Run();
        await SendAsync(IntakeClient.Frame(2016, 1, Vin, Login));
        await _log.Called.WaitAsync(s_patience, Token);
        // No place is left behind the append that is held.
        for (var i = 0; i < 16; i++) await SendAsync(Large());
        while (_counters.Totals(0).Received < 16) await YieldAsync();
        await _connection.Client.Output.CompleteAsync();
        for (var minutes = 0; minutes < 60; minutes++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await YieldAsync();
        }

        Assert.False(running.IsCompleted);
        _log.Held.SetResult(1);
        await running.WaitAsync(s_patience, Token);
        Assert.Equal(EntryKind.SessionClosed, _log.Entries[^1].Entry.Kind);
    }

    [Fact]
    public async Task When_the_silo_stops_neither_who_does_not_read_nor_a_disk_that_hangs_is_waited_for()
    {
        _log.Held = new TaskCompletionSource<long>();
        var running = Run();
        await SendAsync(IntakeClient.Frame(2016, 1, Vin, Login));
        await _log.Called.WaitAsync(s_patience, Token);
        await _connection.Client.Output.CompleteAsync();
        await _late.CancelAsync();
        await running.WaitAsync(s_patience, Token);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stranger_does_not_stay_by_sending_heartbeats_and_who_is_logged_in_does(bool isLoggedIn)
    {
        if (!isLoggedIn) _options.Gbt32960.UnknownSender = UnknownSender.Reject;
        var running = Run();
        if (isLoggedIn)
        {
            await SendAsync(IntakeClient.Frame(2016, 1, Vin, Login));
            await _connection.AnswerAsync();
        }

        for (var seconds = 0; seconds < 20 && _connection.Reason.Length == 0; seconds += 2)
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            if (isLoggedIn)
            {
                await SendAsync(IntakeClient.Frame(2016, 7, Vin, ""));
                await _connection.AnswerAsync();
            }
            else if (_connection.Reason.Length == 0)
            {
                // The report behind it is refused, and counted when it was taken.
                var before = _counters.Totals(0).Received;
                await SendAsync([.. IntakeClient.Frame(2016, 7, Vin, ""), .. IntakeClient.Frame(2016, 2, Other, Engine)]);
                while (_counters.Totals(0).Received == before && _connection.Reason.Length == 0) await YieldAsync();
            }
        }

        Assert.Equal(isLoggedIn ? "" : "No frame came for too long.", _connection.Reason);
        if (isLoggedIn) await _connection.Client.Output.CompleteAsync();
        await running.WaitAsync(s_patience, Token);
    }

    [Fact]
    public async Task The_time_in_which_the_log_holds_frames_up_is_not_the_senders()
    {
        _log.Held = new TaskCompletionSource<long>();
        _options.MaxReportsInFlight = 100;
        var running = Run();
        await SendAsync(IntakeClient.Frame(2016, 1, Vin, Login));
        await _log.Called.WaitAsync(s_patience, Token);
        // More than may wait behind the append that is held: the connection is at a frame that finds no place.
        for (var i = 0; i < 17; i++) await SendAsync(Large());
        while (_counters.Totals(0).Received < 17) await YieldAsync();
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("", _connection.Reason);
        _log.Held.SetResult(1);
        await _connection.AnswerAsync();
        await SendAsync(IntakeClient.Frame(2016, 7, Vin, ""));
        await _connection.AnswerAsync();
        await _connection.Client.Output.CompleteAsync();
        await running.WaitAsync(s_patience, Token);
        Assert.Equal("", _connection.Reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task R7_under_overload_a_refused_report_makes_no_vehicle_and_the_end_of_a_link_is_written(bool isLoggedIn)
    {
        for (var i = 0; i <= _options.MaxReportsInFlight; i++) _counters.Received();
        var running = Run();
        if (isLoggedIn)
        {
            await SendAsync(IntakeClient.Frame(2016, 1, Vin, Login));
            Assert.Equal((1, 1), await _connection.AnswerAsync());
        }

        await SendAsync(IntakeClient.Frame(2016, 2, Vin, Engine));
        Assert.Equal((2, 2), await _connection.AnswerAsync());
        await _connection.Client.Output.CompleteAsync();
        await running.WaitAsync(s_patience, Token);
        Assert.Equal(isLoggedIn ? [EntryKind.Frame, EntryKind.SessionClosed] : [], _log.Entries.Select(entry => entry.Entry.Kind));
    }

    private Task Run()
    {
        var services = new IntakeServices(
            _options.Gbt32960, new Accounts([]), _writer, _connections, new Admission(_options, _counters, Disks.Empty), _counters, new FrameExaminer(_options), _time,
            NullLogger<IntakeConnection>.Instance, _late.Token);
        return Task.Run(() => new IntakeConnection(_connection, services).RunAsync());
    }

    private static byte[] Large() => IntakeClient.Frame(2016, 2, Vin, Time + "80 FFF0" + new string('0', 2 * 0xFFF0));

    private async Task WhileTimePassesAsync(Task running)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (!running.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromMilliseconds(10));
            await YieldAsync();
        }

        await running;
    }

    private static async Task YieldAsync()
    {
        Token.ThrowIfCancellationRequested();
        await Task.Yield();
    }

    private async Task SendAsync(byte[] frame) => await _connection.Client.Output.WriteAsync(frame);

    /// <summary>A log of one partition that fails or hangs when told to.</summary>
    private sealed class FakeLog : IPartitionAppender
    {
        private readonly List<LogEntry> _entries = [];

        public int Failures { get; set; }

        public TaskCompletionSource<long>? Held { get; set; }

        public SemaphoreSlim Called { get; } = new(0);

        public IReadOnlyList<LogEntry> Entries
        {
            get
            {
                lock (_entries) return [.. _entries];
            }
        }

        public int Count
        {
            get
            {
                lock (_entries) return _entries.Count;
            }
        }

        public async Task<long> AppendAsync(PartitionId partition, byte[] batch, CancellationToken cancellationToken)
        {
            Called.Release();
            if (Failures-- > 0) throw new InvalidOperationException("It is too long.");
            if (Held is { } held) await held.Task;
            lock (_entries) _entries.AddRange(LogBatch.Decode(new LoggedBatch(partition, 1, batch)).Entries);
            return 1;
        }
    }
}
