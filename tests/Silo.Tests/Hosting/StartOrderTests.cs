using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Twins.Grains.Partitions;
using Twins.Silo.Hosting;
using Twins.Silo.Intake;
using Twins.Silo.Tests.Storage;

namespace Twins.Silo.Tests.Hosting;

/// <summary>What a host does before it accepts anything.</summary>
public sealed class StartOrderTests
{
    [Fact]
    public async Task R5_logs_go_on_above_whatever_names_them_before_partitions_are_woken_and_before_anything_listens()
    {
        using var data = new TempData();
        var builder = WebApplication.CreateBuilder();
        await using var app = SiloHost.Build(builder, new TwinsOptions(), data.Directory);
        var order = app.Services.GetServices<IHostedService>().Select(service => service.GetType().Name).ToList();
        string[] expected = [nameof(LogFloorsAtStart), nameof(FleetWatch), "GenericWebHostService"];
        Assert.Equal(expected, order.Where(expected.Contains));
        Assert.Contains(nameof(AcceptanceWatch), order);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(21, false)]
    public async Task The_time_of_a_restart_is_counted_from_the_start_of_the_process(int secondsBefore, bool isRestarting)
    {
        using var data = new TempData();
        var startedAt = TimeProvider.System.GetTimestamp() - (secondsBefore * TimeProvider.System.TimestampFrequency);
        await using var app = SiloHost.Build(WebApplication.CreateBuilder(), new TwinsOptions(), data.Directory, startedAt);
        Assert.Equal(isRestarting, app.Services.GetRequiredService<FlushPlan>().IsRestarting);
    }
}
