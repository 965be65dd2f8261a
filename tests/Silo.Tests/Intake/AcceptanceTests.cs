using System.Buffers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Twins.Grains.Fleet;
using Twins.Grains.Partitions;
using Twins.Silo.Hosting;
using Twins.Silo.Intake;
using Twins.Silo.Storage;
using Twins.Silo.Tests.Storage;

namespace Twins.Silo.Tests.Intake;

/// <summary>R9: what ticks are told of the intake; and what becomes of what the log does not take.</summary>
public sealed class AcceptanceTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 4, 0, 0, TimeSpan.Zero));
    private readonly LivingIntakes _intakes = new();
    private readonly ReportCounters _counters = new();
    private readonly Appender _appender = new();
    private readonly Health _log = new();
    private long _free = 1000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task R9_time_in_which_reports_are_refused_or_cannot_be_logged_is_no_time_of_silence()
    {
        var clock = new StreamClock(_time);
        using var writer = Writer(clock);
        await writer.StartAsync(Token);
        var admission = new Admission(new IntakeOptions { MaxReportsInFlight = 1 }, _counters, Disks.Of(() => new DiskRoom(_free, 1000)));
        using var watch = new AcceptanceWatch(admission, _log, _intakes, writer, clock, _time);
        var since = _intakes.AcceptingSince;
        Assert.NotNull(since);
        Looks(since);

        _free = 49;
        Looks(null);
        _free = 1000;
        _time.Advance(TimeSpan.FromMinutes(11));
        Looks(clock.Now);

        _log.Fault = "The log cannot be written.";
        Looks(null);
        _log.Fault = null;
        _time.Advance(TimeSpan.FromMinutes(1));
        Looks(clock.Now);

        _counters.Received();
        _counters.Received();
        Looks(null);

        void Looks(DateTimeOffset? expected)
        {
            watch.Look();
            Assert.Equal(expected, _intakes.AcceptingSince);
            Assert.Equal([writer.Incarnation], _intakes.Incarnations);
        }
    }

    [Fact]
    public async Task R9_an_intake_that_stops_accepts_no_more()
    {
        using var writer = Writer(new StreamClock(_time));
        await writer.StartAsync(Token);
        Assert.NotNull(_intakes.AcceptingSince);
        await writer.StopAsync(Token);
        Assert.Null(_intakes.AcceptingSince);
    }

    [Fact]
    public async Task R9_from_the_moment_that_a_stop_is_asked_for_nothing_says_that_frames_are_accepted()
    {
        using var data = new TempData();
        await using var app = SiloHost.Build(WebApplication.CreateBuilder(), new TwinsOptions(), data.Directory);
        var intakes = app.Services.GetRequiredService<LivingIntakes>();
        intakes.Accepting("intake-1", _time.GetUtcNow());
        app.Lifetime.StopApplication();
        Assert.Null(intakes.AcceptingSince);
        intakes.Accepting("intake-1", _time.GetUtcNow());
        Assert.Null(intakes.AcceptingSince);
    }

    [Fact]
    public async Task What_waited_while_another_connection_took_its_vehicle_is_not_added_behind_that_ones_login()
    {
        using var writer = Writer(new StreamClock(_time));
        var (append, before, waiting) = await WaitAsync(writer, _ => false);
        append.SetResult(1);
        await Task.WhenAll(before);
        await Assert.ThrowsAsync<VehicleTakenException>(() => waiting);
        await writer.StopAsync(Token);
        Assert.Equal(1, _appender.Appended);
    }

    [Fact]
    public async Task What_the_log_does_not_take_is_not_answered_and_is_counted_and_the_next_batch_goes_on()
    {
        using var writer = Writer(new StreamClock(_time));
        var link = new LinkSession(writer.Incarnation, 1, LinkKind.Platform, "oem-1");
        _appender.Failure = new InvalidOperationException("It is too long.");
        var lost = await writer.AddAsync(EntryKind.Frame, "LTESTN00000000001", link, new ReadOnlySequence<byte>([1]), isReport: true, null, Token);
        var failure = await Assert.ThrowsAsync<NotDurableException>(() => lost);
        Assert.Matches("^A batch for the log of vehicle-0 was not written: It is too long", failure.Message);
        Assert.Equal(1, _counters.Totals(0).Refused["log"]);
        _appender.Failure = null;
        await await writer.AddAsync(EntryKind.Frame, "LTESTN00000000001", link, new ReadOnlySequence<byte>([1]), isReport: true, null, Token);
        Assert.Equal(1, _counters.Totals(0).Durable);
    }

    [Fact]
    public async Task What_waits_behind_it_for_a_place_is_counted_too_and_is_not_in_flight_for_ever()
    {
        using var writer = Writer(new StreamClock(_time));
        var (append, lost, waiting) = await WaitAsync(writer, null);
        Assert.Equal(3, _counters.InFlight);

        _appender.Failure = new InvalidOperationException("It is too long.");
        append.SetException(_appender.Failure);
        await Assert.ThrowsAsync<NotDurableException>(() => lost[0]);
        await Assert.ThrowsAsync<NotDurableException>(() => lost[1]);
        await Assert.ThrowsAsync<NotDurableException>(() => waiting);
        Assert.Equal((3L, 0L), (_counters.Totals(0).Refused["log"], _counters.InFlight));
    }

    /// <summary>An append that is under way, all that may wait behind it, and a report that finds no place.</summary>
    private async Task<(TaskCompletionSource<long> Append, Task[] Before, Task Waiting)> WaitAsync(IntakeWriter writer, Func<string, bool>? isMine)
    {
        var link = new LinkSession(writer.Incarnation, 1, LinkKind.Terminal, "LTESTN00000000001");
        var append = new TaskCompletionSource<long>();
        _appender.Next = append.Task;
        var first = await AddAsync(1);
        await _appender.Called.WaitAsync(Token);
        var second = await AddAsync(1024 * 1024);
        var waiting = AddAsync(1).AsTask();
        Assert.False(waiting.IsCompleted);
        return (append, [first, second], waiting);

        ValueTask<Task> AddAsync(int bytes)
        {
            _counters.Received();
            return writer.AddAsync(EntryKind.Frame, "LTESTN00000000001", link, new ReadOnlySequence<byte>(new byte[bytes]), isReport: true, isMine, Token);
        }
    }

    private IntakeWriter Writer(StreamClock clock) => new(new PartitionMap(1), _appender, _counters, _intakes, clock);

    private sealed class Appender : IPartitionAppender
    {
        private long _sequence;

        public long Appended => _sequence;

        public Exception? Failure { get; set; }

        public Task<long>? Next { get; set; }

        public SemaphoreSlim Called { get; } = new(0);

        public Task<long> AppendAsync(PartitionId partition, byte[] batch, CancellationToken cancellationToken)
        {
            var next = Next ?? (Failure is { } failure ? Task.FromException<long>(failure) : Task.FromResult(++_sequence));
            Next = null;
            Called.Release();
            return next;
        }
    }

    private sealed class Health : IStoreHealth
    {
        public string? Fault { get; set; }
    }
}
