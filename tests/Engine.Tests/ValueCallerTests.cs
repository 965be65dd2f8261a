namespace Twins.Engine.Tests;

public sealed class ValueCallerTests
{
    [Fact]
    public void A_result_that_is_taken_twice_does_not_give_its_waiting_side_to_two_calls()
    {
        var caller = Pool<ValueCaller<int>>.Get();
        var version = caller.Version;
        caller.SetResult(1, inline: false);
        Assert.Equal(1, Taken(caller, version));

        Assert.Throws<InvalidOperationException>(() => Taken(caller, version));

        Assert.NotSame(Pool<ValueCaller<int>>.Get(), Pool<ValueCaller<int>>.Get());
    }

    [Fact]
    public void A_result_that_is_asked_for_too_early_still_comes()
    {
        var caller = Pool<ValueCaller<int>>.Get();
        var version = caller.Version;
        Assert.Throws<InvalidOperationException>(() => Taken(caller, version));

        caller.SetResult(2, inline: false);

        Assert.Equal(2, Taken(caller, version));
    }

    private static int Taken(ValueCaller<int> caller, short version) => caller.GetResult(version);
}
