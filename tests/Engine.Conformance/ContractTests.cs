using System.Collections.Immutable;
using Twins.RoundTrip;

namespace Twins.Engine.Conformance;

public sealed class ContractTests
{
    [Fact]
    public void The_messages_of_this_suite_keep_the_contract_apart_from_the_bad_ones()
    {
        var breaches = ContractChecks.Breaches(typeof(ContractTests).Assembly);
        Assert.DoesNotContain(breaches, breach => !breach.Contains("Bad", StringComparison.Ordinal));
        foreach (var expected in (string[])["has two members with [Id(0)]", "Loose can be set", "Items is a List`1", "Unmarked has no [Id]", "BadBare (IBad.Send) has no [GenerateSerializer]", "IBad has no [Alias]", "IBad.Send has no [Alias]"])
            Assert.Contains(breaches, breach => breach.Contains(expected, StringComparison.Ordinal) && breach.Contains("Bad", StringComparison.Ordinal));
        Assert.DoesNotContain(breaches, breach => breach.Contains("BadMessage.Numbers", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Round_tripping_copies_arguments_and_results()
    {
        await using var host = await EngineHost.StartAsync(silo => silo.AddIncomingGrainCallFilter<JsonRoundTrip>());
        Assert.Equal(5, await host.Grains.GetGrain<IMoreCalls>("one").Add(2, 3));
        Assert.Equal("text", await host.Grains.GetGrain<IMoreCalls>("one").Echo("text"));
        var sent = new Note("a", 1);
        var received = await host.Grains.GetGrain<IEchoing>("one").Echo(sent);
        Assert.Equal(sent, received);
        Assert.NotSame(sent, received);
    }
}

/// <summary>An interface without aliases, with messages that break the contract.</summary>
public interface IBad : IGrainWithStringKey
{
    Task Send(BadBare bare, BadMessage message);
}

public sealed class BadBare;

[GenerateSerializer, Immutable, Alias("Conformance.BadMessage")]
public sealed class BadMessage
{
    [Id(0)]
    public int Loose { get; set; }

    [Id(1)]
    public List<int> Items { get; init; } = [];

    [Id(2)]
    public ImmutableArray<int> Numbers { get; init; } = [];

    public int Unmarked { get; init; }
}

[GenerateSerializer, Immutable, Alias("Conformance.BadIds")]
public sealed class BadIds
{
    [Id(0)]
    public int One { get; init; }

    [Id(0)]
    public int Two { get; init; }
}

[Alias("Conformance.IEchoing")]
public interface IEchoing : IGrainWithStringKey
{
    [Alias("Echo")]
    Task<Note> Echo(Note note);
}

public sealed class EchoingGrain : Grain, IEchoing
{
    public Task<Note> Echo(Note note) => Task.FromResult(note);
}
