using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Twins.Engine.Conformance;

/// <summary>Runs beside no other test: what the engine counts is then what the test's own host does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>Adds up what the engine counts, in all hosts of the process.</summary>
public sealed class Meters : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, long> _sums = [];

    public Meters()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Microsoft.Orleans")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Add(instrument.Name, value));
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument.Name, value));
        _listener.Start();
    }

    public long this[string name]
    {
        get
        {
            _listener.RecordObservableInstruments();
            lock (_sums)
                return _sums.GetValueOrDefault(name);
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Add(string name, long value)
    {
        lock (_sums)
            _sums[name] = _sums.GetValueOrDefault(name) + value;
    }
}

[Collection(nameof(Alone))]
public sealed class MeterTests
{
    [Fact]
    public async Task Activations_timeouts_and_rejections_are_counted_under_the_names_of_Orleans()
    {
        using var meters = new Meters();
        await using var host = await EngineHost.StartAsync(silo =>
        {
            silo.Services.AddSingleton<Gates>();
            silo.Configure<SiloMessagingOptions>(options =>
            {
                options.ResponseTimeout = TimeSpan.FromSeconds(1);
                options.MaxEnqueuedRequestsHardLimit = 2;
            });
        });
        var gates = host.Services.GetRequiredService<Gates>();
        var grain = host.Grains.GetGrain<ITurns>("one", "Twins.Engine.Conformance.TurnsGrain");
        var held = grain.Hold("gate");
        await gates.Until("gate held");
        var calls = Enumerable.Range(0, 6).Select(number => grain.Note($"{number}")).ToArray();
        await Assert.ThrowsAsync<TimeoutException>(() => held);
        await Assert.ThrowsAnyAsync<Exception>(() => Task.WhenAll(calls));
        gates.Open("gate");
        Assert.True(meters["orleans-catalog-activation-created"] >= 1);
        Assert.True(meters["orleans-catalog-activations"] >= 1);

        // Held, and the two that waited; the four that found the mailbox full.
        Assert.Equal(3, meters["orleans-app-requests-timedout"]);
        Assert.Equal(4, meters["orleans-messaging-rejected"]);
    }
}
