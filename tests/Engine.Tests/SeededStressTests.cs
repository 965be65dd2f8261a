using System.Globalization;

namespace Twins.Engine.Tests;

/// <summary>
/// The engine under orders of events that a seed decides. TWINS_SEED=n runs one seed alone; TWINS_SEEDS=n runs n of them from 1.
/// </summary>
public sealed class SeededStressTests
{
    private const int GrainCount = 20;
    private const int ClientCount = 10;
    private const int Steps = 40;

    public static IEnumerable<TheoryDataRow<int>> Seeds()
    {
        if (Number("TWINS_SEED") is { } one)
            return [new(one)];
        return Enumerable.Range(1, Number("TWINS_SEEDS") ?? 40).Select(seed => new TheoryDataRow<int>(seed));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void No_increment_of_calls_or_timers_is_lost(int seed)
    {
        using var host = SeededHost.Run(seed, fragile: false, host =>
        {
            var grains = host.Stressed(GrainCount);
            return Enumerable.Range(0, ClientCount).Select(client => (Func<Task>)(async () =>
            {
                for (var step = 0; step < Steps; step++)
                    await AnyCall(host, grains, client);
            }));
        });
        var values = Values(host, seed);
        for (var number = 0; number < GrainCount; number++)
            Assert.True(host.Ledger.Done.GetValueOrDefault($"{number}") == values[number], $"seed {seed}: grain {number} stands at {values[number]} after {host.Ledger.Done.GetValueOrDefault($"{number}")} increments");
        Assert.Equal(GrainCount, host.Ledger.Activated);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void However_calls_race_with_deactivations_and_failures_an_identity_has_one_activation_and_every_call_ends(int seed)
    {
        var unexpected = new List<Exception>();
        var ended = 0;
        using (var host = SeededHost.Run(seed, fragile: true, host =>
        {
            var grains = host.Stressed(4);
            return Enumerable.Range(0, ClientCount).Select(client => (Func<Task>)(async () =>
            {
                for (var step = 0; step < Steps; step++)
                {
                    try
                    {
                        // By new references too: an old one remembers the activation that it called last.
                        var targets = host.Turns.Draw(2) == 0 ? grains : host.Stressed(grains.Length);
                        if (host.Turns.Draw(20) == 0)
                            await host.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
                        await (host.Turns.Draw(3) == 0 ? targets[host.Turns.Draw(targets.Length)].End() : AnyCall(host, targets, client));
                    }
                    catch (Exception exception) when (exception.GetBaseException().Message is "constructor" or "activation")
                    {
                    }
                    catch (Exception exception)
                    {
                        unexpected.Add(exception);
                    }

                    ended++;
                }
            }));
        }))
        {
            Assert.True(unexpected.Count == 0, $"seed {seed}: {unexpected.FirstOrDefault()}");
            Assert.True(host.Ledger.MostLive == 1, $"seed {seed}: {host.Ledger.MostLive} activations of one identity were alive at once");
            Assert.True(host.Ledger.Overlaps == 0, $"seed {seed}: {host.Ledger.Overlaps} requests ran while their activation was ending");
            Assert.InRange(host.Ledger.Activated, 5, int.MaxValue);
        }

        Assert.Equal(ClientCount * Steps, ended);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_stop_under_load_ends_every_call_and_every_activation(int seed)
    {
        var unexpected = new List<Exception>();
        var ended = 0;
        using var host = SeededHost.Run(seed, fragile: false, host =>
        {
            var grains = host.Stressed(4);
            return Enumerable.Range(0, ClientCount).Select(client => (Func<Task>)(async () =>
            {
                for (var step = 0; step < Steps; step++)
                {
                    try
                    {
                        if (client == 0 && step == Steps / 2)
                            await host.StopAsync();
                        else
                            await (host.Turns.Draw(3) == 0 ? grains[host.Turns.Draw(grains.Length)].End() : AnyCall(host, grains, client));
                    }
                    catch (OrleansMessageRejectionException)
                    {
                    }
                    catch (Exception exception)
                    {
                        unexpected.Add(exception);
                    }

                    ended++;
                }
            }));
        });
        Assert.True(unexpected.Count == 0, $"seed {seed}: {unexpected.FirstOrDefault()}");
        Assert.Equal((ClientCount * Steps, 1, 0, 0), (ended, host.Ledger.MostLive, host.Ledger.Overlaps, host.Live));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_stream_is_taken_in_order_and_once_however_its_grains_end(int seed)
    {
        const int Streams = 4;
        using var host = SeededHost.Run(seed, fragile: false, host =>
        {
            var grains = host.Stressed(Streams);
            var streams = Enumerable.Range(0, Streams).Select(number => host.Client.GetStreamProvider("memory").GetStream<int>(StreamId.Create(nameof(StressGrain), number))).ToArray();
            return Enumerable.Range(0, Streams).Select(number => (Func<Task>)(async () =>
            {
                for (var step = 0; step < Steps; step++)
                {
                    await streams[number].OnNextAsync(step);
                    if (host.Turns.Draw(4) == 0)
                        await grains[number].End();
                    await host.Ledger.YieldAsync();
                }

                while (host.Ledger.Taken.GetValueOrDefault($"{number}")?.Count is null or < Steps)
                    await Task.Yield();
            }));
        });
        Assert.All(host.Ledger.Taken.Values, taken => Assert.Equal(Enumerable.Range(0, Steps), taken));
        Assert.Equal((Streams, 1), (host.Ledger.Taken.Count, host.Ledger.MostLive));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void An_observer_gets_every_call_and_each_grain_s_in_its_order(int seed)
    {
        var observer = new StressObserver();
        using var host = SeededHost.Run(seed, fragile: false, host =>
        {
            var reference = host.Grains.CreateObjectReference<IStressObserver>(observer);
            var grains = host.Stressed(ClientCount);
            return Enumerable.Range(0, ClientCount).Select(client => (Func<Task>)(async () =>
            {
                for (var step = 0; step < Steps; step++)
                    Assert.True(await grains[client].TellAndCount(reference, (client * Steps) + step) > step);
            }));
        });
        Assert.Equal(Enumerable.Range(0, ClientCount * Steps), observer.Numbers.Order());
        Assert.All(observer.Numbers.GroupBy(number => number / Steps), numbers => Assert.Equal(numbers.Order(), numbers));
    }

    [Fact]
    public void A_seed_decides_the_order_of_all_events()
    {
        Assert.Equal(Order(1), Order(1));
        Assert.NotEqual(Order(1), Order(2));

        static long Order(int seed)
        {
            using var host = SeededHost.Run(seed, fragile: false, host =>
            {
                var grains = host.Stressed(GrainCount);
                return Enumerable.Range(0, ClientCount).Select(client => (Func<Task>)(async () =>
                {
                    for (var step = 0; step < Steps; step++)
                        await AnyCall(host, grains, client);
                }));
            });
            return host.Turns.Order;
        }
    }

    private static async Task AnyCall(SeededHost host, IStressGrain[] grains, int client)
    {
        var target = host.Turns.Draw(grains.Length);
        switch (host.Turns.Draw(8))
        {
            case 0:
                await grains[target].Value();
                break;
            case 1:
                await grains[target].Interleave();
                break;
            case 2 when target > 0:
                // Only to grains of a lower number, so that calls never wait for each other in a circle.
                await grains[target].CallOther(grains[host.Turns.Draw(target)]);
                break;
            case 3:
                await grains[target].IncrementAndGet();
                break;
            case 4 when client == 0:
                await grains[target].Tick(TimeSpan.FromMilliseconds(1 + host.Turns.Draw(5)));
                break;
            case 5:
                await CancelledCall(host, grains[target]);
                break;
            default:
                await grains[target].Increment();
                break;
        }
    }

    private static async Task CancelledCall(SeededHost host, IStressGrain grain)
    {
        using var source = new CancellationTokenSource();
        var call = grain.IncrementUnlessCancelled(source.Token);
        await host.Ledger.YieldAsync();
        source.Cancel();
        try
        {
            await call;
        }
        catch (OperationCanceledException)
        {
            // It may have begun all the same, and then it is counted.
        }
    }

    private static int[] Values(SeededHost host, int seed)
    {
        var values = new int[GrainCount];
        var reading = host.Clients.Run(async () =>
        {
            foreach (var (number, grain) in host.Stressed(GrainCount).Index())
                values[number] = await grain.Settle();
        });
        host.Turns.RunUntil(reading);
        Assert.True(reading.IsCompletedSuccessfully, $"seed {seed}");
        return values;
    }

    private static int? Number(string variable)
        => int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
