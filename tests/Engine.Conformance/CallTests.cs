namespace Twins.Engine.Conformance;

[Alias("Conformance.ICalls")]
public interface ICalls : IGrainWithStringKey
{
    [Alias("Add")]
    Task<int> Add(int left, int right);

    [Alias("Echo")]
    ValueTask<string?> Echo(string? text);

    [Alias("Nothing")]
    Task Nothing();

    [Alias("NothingFast")]
    ValueTask NothingFast();

    [Alias("Fail")]
    Task Fail(string message);

    [Alias("FailLater")]
    ValueTask<int> FailLater(string message);
}

[Alias("Conformance.IMoreCalls")]
public interface IMoreCalls : ICalls
{
    [Alias("Key")]
    Task<string> Key();
}

public sealed class CallsGrain : Grain, IMoreCalls
{
    public Task<int> Add(int left, int right) => Task.FromResult(left + right);

    public async ValueTask<string?> Echo(string? text)
    {
        await Task.Yield();
        return text;
    }

    public Task Nothing() => Task.CompletedTask;

    public ValueTask NothingFast() => default;

    public Task Fail(string message) => throw new InvalidOperationException(message);

    public async ValueTask<int> FailLater(string message)
    {
        await Task.Yield();
        throw new ArgumentException(message);
    }

    public Task<string> Key() => Task.FromResult(this.GetPrimaryKeyString());
}

public sealed class CallTests
{
    [Fact]
    public async Task All_kinds_of_methods_answer_their_caller()
    {
        await using var host = await EngineHost.StartAsync();
        var grain = host.Grains.GetGrain<IMoreCalls>("one");
        Assert.Equal(5, await grain.Add(2, 3));
        Assert.Equal("text", await grain.Echo("text"));
        Assert.Null(await grain.Echo(null));
        await grain.Nothing();
        await grain.NothingFast();
        Assert.Equal("one", await grain.Key());
        Assert.Equal(7, await host.Grains.GetGrain<ICalls>("two").Add(3, 4));
    }

    [Fact]
    public async Task An_exception_of_a_method_reaches_its_caller()
    {
        await using var host = await EngineHost.StartAsync();
        var grain = host.Grains.GetGrain<ICalls>("one");
        Assert.Equal("now", (await Assert.ThrowsAsync<InvalidOperationException>(() => grain.Fail("now"))).Message);
        Assert.Equal("later", (await Assert.ThrowsAsync<ArgumentException>(async () => await grain.FailLater("later"))).Message);
        Assert.Equal(2, await grain.Add(1, 1));
    }

    [Fact]
    public async Task Many_callers_of_many_grains_get_their_own_answers()
    {
        await using var host = await EngineHost.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 64).Select(async caller =>
        {
            for (var call = 0; call < 500; call++)
            {
                var grain = host.Grains.GetGrain<IMoreCalls>($"{call % 50}");
                Assert.Equal(caller + call, await grain.Add(caller, call));
                Assert.Equal($"{caller}:{call}", await grain.Echo($"{caller}:{call}"));
            }
        }));
    }
}
