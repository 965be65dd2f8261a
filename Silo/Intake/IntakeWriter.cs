using System.Buffers;
using Twins.Grains.Fleet;
using Twins.Grains.Partitions;

namespace Twins.Silo.Intake;

/// <summary>
/// This run of the intake as a writer of partition logs: an inlet for each vehicle partition, one append in flight in each, what arrives meanwhile
/// goes into the next batch.
/// </summary>
internal sealed class IntakeWriter : IHostedService, IDisposable
{
    private readonly Inlet[] _inlets;
    private readonly PartitionMap _map;
    private readonly LivingIntakes _intakes;
    private readonly ReportCounters _counters;
    private readonly StreamClock _clock;
    private readonly CancellationTokenSource _stop = new();

    public IntakeWriter(PartitionMap map, IPartitionAppender appender, ReportCounters counters, LivingIntakes intakes, StreamClock clock)
    {
        (_map, _intakes, _counters, _clock) = (map, intakes, counters, clock);
        Incarnation = $"intake-{clock.Now.UtcTicks:x16}-{Guid.NewGuid():N}"[..40];
        _inlets = [.. Enumerable.Range(0, map.Count).Select(number =>
            new Inlet(new PartitionId(TwinKind.Vehicle, number), Incarnation, appender, counters, _stop.Token))];
    }

    /// <summary>This run's name; unique for ever, and later runs sort behind earlier ones.</summary>
    public string Incarnation { get; }

    /// <summary>Adds one entry, arrived now, to the batch that is being gathered; waits while the partition has too much waiting.</summary>
    /// <param name="kind">Frame or session end.</param>
    /// <param name="vin">Whose.</param>
    /// <param name="link">By which session.</param>
    /// <param name="payload">The raw frame; empty for the end of a session.</param>
    /// <param name="isReport">Whether it counts as a report.</param>
    /// <param name="isMine">Whether the vehicle is still the caller's; asked after each wait. Null for one that nobody can take over.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>A task that completes when the entry is durable.</returns>
    /// <exception cref="NotDurableException">What it waited behind was not written, and neither is it.</exception>
    /// <exception cref="VehicleTakenException">Another connection has taken the vehicle over; what would come now, behind that one's login, is not added.</exception>
    public async ValueTask<Task> AddAsync(
        EntryKind kind, string vin, LinkSession link, ReadOnlySequence<byte> payload, bool isReport, Func<string, bool>? isMine,
        CancellationToken cancellationToken)
    {
        var inlet = _inlets[_map.Of(TwinKind.Vehicle, vin).Number];
        var receivedAt = _clock.Read();
        while (true)
        {
            if (inlet.TryAdd(kind, vin, receivedAt, link, payload, isReport, out var durable)) return durable;
            try
            {
                await durable.WaitAsync(cancellationToken);
                if (isMine?.Invoke(vin) == false) throw new VehicleTakenException(vin);
            }
            catch (NotDurableException)
            {
                // What it waited behind is lost, and it must not overtake that: both come again.
                if (isReport) _counters.NotLogged(1);
                throw;
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _intakes.Accepting(Incarnation, _clock.Now);
        return Task.CompletedTask;
    }

    /// <summary>Waits for what was accepted to become durable.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _intakes.NotAccepting();
        await Task.WhenAll(_inlets.Select(inlet => inlet.Drained)).WaitAsync(cancellationToken);
        await _stop.CancelAsync();
    }

    public void Dispose() => _stop.Dispose();
}

/// <summary>A vehicle is another connection's now.</summary>
internal sealed class VehicleTakenException(string vin) : Exception($"Vehicle {vin} was heard over a newer connection.");
