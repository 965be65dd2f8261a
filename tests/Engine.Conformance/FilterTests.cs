using Microsoft.Extensions.DependencyInjection;

namespace Twins.Engine.Conformance;

[Alias("Conformance.IFiltered")]
public interface IFiltered : IGrainWithStringKey
{
    [Alias("Twice")]
    Task<int> Twice(int number);

    [Alias("Fail")]
    Task<string> Fail();

    [Alias("Context")]
    Task<string?> Context(string key);

    [Alias("SetContext")]
    Task SetContext(string key, string value);

    [Alias("Outer")]
    Task<int> Outer(int number);
}

public sealed class FilteredGrain(Gates gates) : Grain, IFiltered, IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        gates.Log.Enqueue($"grain {context.MethodName}");
        await context.Invoke();
    }

    public Task<int> Twice(int number) => Task.FromResult(number * 2);

    public Task<string> Fail() => throw new InvalidOperationException("failed");

    public Task<string?> Context(string key) => Task.FromResult(RequestContext.Get(key) as string);

    public Task SetContext(string key, string value)
    {
        RequestContext.Set(key, value);
        return Task.CompletedTask;
    }

    public Task<int> Outer(int number) => GrainFactory.GetGrain<IFiltered>("inner").Twice(number);
}

public sealed class FilterTests
{
    private static Task<EngineHost> StartAsync(Action<ISiloBuilder, Gates> configure)
    {
        var gates = new Gates();
        return EngineHost.StartAsync(silo =>
        {
            silo.Services.AddSingleton(gates);
            configure(silo, gates);
        });
    }

    [Theory]
    [InlineData("incoming")]
    [InlineData("outgoing")]
    public async Task A_filter_that_throws_fails_the_call_and_nothing_else(string direction)
    {
        await using var host = await StartAsync((silo, gates) =>
        {
            var failing = true;
            if (direction == "incoming")
                silo.AddIncomingGrainCallFilter(context => Fail(context, context.TargetId));
            else
                silo.AddOutgoingGrainCallFilter(context => Fail(context, context.TargetId));

            Task Fail(IGrainCallContext context, GrainId target)
            {
                if (!failing || target != GrainId.Create("filtered", "one"))
                    return context.Invoke();
                failing = false;
                throw new InvalidOperationException("a failing filter");
            }
        });
        var grain = host.Grains.GetGrain<IFiltered>("one");
        Assert.Equal("a failing filter", (await Assert.ThrowsAsync<InvalidOperationException>(() => grain.Twice(4))).Message);
        Assert.Equal(8, await grain.Twice(4));
        Assert.Equal(["grain Twice"], host.Services.GetRequiredService<Gates>().Log);
    }

    [Fact]
    public async Task Filters_run_in_order_around_the_grain_s_own_and_see_the_call()
    {
        await using var host = await StartAsync((silo, gates) =>
        {
            silo.AddIncomingGrainCallFilter(async context =>
            {
                if (context.Grain is FilteredGrain)
                    gates.Log.Enqueue($"first {context.InterfaceMethod.Name} {context.ImplementationMethod.DeclaringType!.Name} {context.Request.GetArgument(0)} {context.TargetId.Key}");
                await context.Invoke();
            });
            silo.AddIncomingGrainCallFilter(async context =>
            {
                await context.Invoke();
                if (context.Grain is FilteredGrain)
                    gates.Log.Enqueue($"second {context.Result}");
            });
        });
        Assert.Equal(8, await host.Grains.GetGrain<IFiltered>("one").Twice(4));
        Assert.Equal(["first Twice FilteredGrain 4 one", "grain Twice", "second 8"], host.Services.GetRequiredService<Gates>().Log);
    }

    [Fact]
    public async Task A_filter_may_change_arguments_results_and_exceptions()
    {
        await using var host = await StartAsync((silo, _) => silo.AddIncomingGrainCallFilter(async context =>
        {
            if (context.Grain is FilteredGrain && context.MethodName == "Twice")
                context.Request.SetArgument(0, 10);
            try
            {
                await context.Invoke();
            }
            catch (InvalidOperationException exception) when (context.Grain is FilteredGrain)
            {
                context.Result = $"not {exception.Message}";
            }

            if (context.Result is int number && context.Grain is FilteredGrain)
                context.Result = number + 1;
        }));
        var grain = host.Grains.GetGrain<IFiltered>("one");
        Assert.Equal(21, await grain.Twice(4));
        Assert.Equal("not failed", await grain.Fail());
    }

    [Fact]
    public async Task A_filter_that_neither_continues_nor_answers_fails_the_call()
    {
        await using var host = await StartAsync((silo, _) => silo.AddIncomingGrainCallFilter(
            context => context.Grain is FilteredGrain ? Task.CompletedTask : context.Invoke()));
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Grains.GetGrain<IFiltered>("one").Twice(4));
    }

    [Fact]
    public async Task An_outgoing_filter_knows_its_caller_and_may_change_the_result()
    {
        await using var host = await StartAsync((silo, gates) => silo.AddOutgoingGrainCallFilter(async context =>
        {
            await context.Invoke();
            if (context.InterfaceName.EndsWith(nameof(IFiltered), StringComparison.Ordinal))
            {
                gates.Log.Enqueue($"{context.SourceContext?.GrainInstance?.GetType().Name ?? "nobody"} {context.MethodName} {context.Result}");
                context.Result = (int)context.Result! + 100;
            }
        }));
        Assert.Equal(208, await host.Grains.GetGrain<IFiltered>("one").Outer(4));
        Assert.Equal(["grain Outer", "grain Twice", "FilteredGrain Twice 8"], host.Services.GetRequiredService<Gates>().Log.Take(3));
    }

    [Fact]
    public async Task The_exception_of_a_method_comes_out_of_an_outgoing_filter_s_invocation_and_reaches_the_caller()
    {
        await using var host = await StartAsync((silo, gates) => silo.AddOutgoingGrainCallFilter(async context =>
        {
            try
            {
                await context.Invoke();
            }
            catch (Exception exception) when (context.InterfaceName.EndsWith(nameof(ICalls), StringComparison.Ordinal))
            {
                gates.Log.Enqueue($"{context.MethodName} {exception.Message}");
                throw;
            }
        }));
        var grain = host.Grains.GetGrain<ICalls>("one", "Twins");
        await Assert.ThrowsAsync<InvalidOperationException>(() => grain.Fail("nothing"));
        await Assert.ThrowsAsync<ArgumentException>(async () => await grain.FailLater("a number"));
        Assert.Equal(["Fail nothing", "FailLater a number"], host.Services.GetRequiredService<Gates>().Log);
    }

    [Fact]
    public async Task An_outgoing_filter_may_answer_in_place_of_a_method_that_fails()
    {
        await using var host = await StartAsync((silo, _) => silo.AddOutgoingGrainCallFilter(async context =>
        {
            try
            {
                await context.Invoke();
            }
            catch (ArgumentException)
            {
                context.Result = 7;
            }
        }));
        Assert.Equal(7, await host.Grains.GetGrain<ICalls>("one", "Twins").FailLater("a number"));
    }

    [Fact]
    public async Task The_request_context_flows_down_and_never_up()
    {
        await using var host = await StartAsync((_, _) => { });
        var grain = host.Grains.GetGrain<IFiltered>("one");
        RequestContext.Set("tenant", "a");
        Assert.Equal("a", await grain.Context("tenant"));
        await grain.SetContext("tenant", "b");
        Assert.Equal("a", RequestContext.Get("tenant"));
        Assert.True(RequestContext.Remove("tenant"));
        Assert.Null(await grain.Context("tenant"));
        RequestContext.Set("tenant", "c");
        RequestContext.Clear();
        Assert.Null(await grain.Context("tenant"));
    }
}
