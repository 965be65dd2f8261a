using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Twins.Engine.Tests;

public sealed class StopTests
{
    [Fact]
    public async Task An_activation_that_is_made_while_the_stop_begins_ends_and_its_call_fails()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo => silo.UseLocalhostClustering());
        builder.Services.AddSingleton(new Ledger { Draw = _ => 0 });
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var silo = host.Services.GetRequiredService<Silo>();
        Task? stop = null;

        // Counted after the call has asked whether the silo stops, and before the activation can be found.
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "orleans-catalog-activation-created" && instrument.Meter.Scope == host.Services.GetRequiredService<IMeterFactory>())
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((_, _, _, _) => stop = silo.StopAsync(CancellationToken.None));
        listener.Start();
        await Assert.ThrowsAsync<SiloUnavailableException>(() => silo.Factory.GetGrain<IStressGrain>("one").Increment());
        await stop!;
        foreach (var activation in silo.Classes.All.SelectMany(grainClass => grainClass.Activations))
            await activation.Deactivated.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }
}
