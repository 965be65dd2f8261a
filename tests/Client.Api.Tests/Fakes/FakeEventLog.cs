using System.Globalization;
using Twins.Grains.Events;

namespace Twins.Client.Api.Tests.Fakes;

/// <summary>An event log in memory. The cursor of the n-th event is <c>c{n}</c>.</summary>
internal sealed class FakeEventLog : IEventReaderGrain
{
    private readonly Lock _lock = new();
    private readonly List<EventRecord> _events = [];
    private readonly List<EventQuery> _queries = [];
    private readonly List<(Func<EventQuery, bool> Expected, TaskCompletionSource Seen)> _waiters = [];

    /// <summary>Every read so far.</summary>
    public IReadOnlyList<EventQuery> Queries
    {
        get
        {
            lock (_lock) return [.. _queries];
        }
    }

    /// <summary>The next read throws this.</summary>
    public Exception? Failure { get; set; }

    public string Append(string type, string subject, string data = "{}")
    {
        lock (_lock)
        {
            var number = _events.Count + 1;
            var time = DateTimeOffset.UnixEpoch.AddSeconds(number);
            var cursor = $"c{number}";
            _events.Add(new EventRecord(number.ToString("x32", CultureInfo.InvariantCulture), type, $"/v1/vehicles/{subject}", subject, time, time.AddMilliseconds(250), data, cursor));
            return cursor;
        }
    }

    /// <summary>Completes when a read comes that is as expected.</summary>
    public Task WhenRead(Func<EventQuery, bool> expected)
    {
        lock (_lock)
        {
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((expected, seen));
            return seen.Task;
        }
    }

    public async Task<EventPage> ReadAsync(EventQuery query)
    {
        await Task.Yield();
        lock (_lock)
        {
            _queries.Add(query);
            foreach (var (expected, seen) in _waiters)
                if (expected(query)) seen.TrySetResult();
            if (Failure is { } failure)
            {
                Failure = null;
                throw failure;
            }

            var from = query.After is null ? 0 : NumberOf(query.After);
            var events = new List<EventRecord>();
            var position = from;
            for (; position < _events.Count && events.Count < query.Limit; position++)
            {
                var record = _events[position];
                if ((query.Subject ?? record.Subject) == record.Subject && (query.Types.IsEmpty || query.Types.Contains(record.Type))) events.Add(record);
            }

            return new EventPage([.. events], position < _events.Count, position == 0 ? null : _events[position - 1].Cursor);
        }
    }

    public async Task<string?> TailAsync()
    {
        await Task.Yield();
        lock (_lock) return _events.Count == 0 ? null : _events[^1].Cursor;
    }

    private int NumberOf(string cursor) =>
        cursor is ['c', .. var digits] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= _events.Count
            ? number
            : throw new EventCursorException();
}
