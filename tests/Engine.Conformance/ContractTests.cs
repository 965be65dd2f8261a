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
        Assert.DoesNotContain(breaches, breach => breach.Contains("BadMessage.Numbers", StringComparison.Ordinal) || breach.Contains("BadMessage.Computed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("BadIds has two members with [Id(0)]")]
    [InlineData("BadMessage.Loose can be set")]
    [InlineData("BadMessage.Items is a List`1, which can be changed")]
    [InlineData("BadMessage.Bytes is a Byte[], which can be changed")]
    [InlineData("BadMessage.Unmarked has no [Id]")]
    [InlineData("BadMessage.Fixed has no [Id]")]
    [InlineData("BadMessage._field has no [Id]")]
    [InlineData("BadBare (IBad.Send) has no [GenerateSerializer]")]
    [InlineData("BadMutable (IBad.Send) has no [Immutable]")]
    [InlineData("BadEvent (held by BadListener) has no [Immutable]")]
    [InlineData("BadDerived (IBad.Send) has no [Immutable]")]
    [InlineData("BadParent (IBad.Send) has no [GenerateSerializer]")]
    [InlineData("System.Collections.Generic.List`1[System.Int32] (IBad.BadList) is sent and can be changed")]
    [InlineData("IBad has no [Alias]")]
    [InlineData("IBad.Send has no [Alias]")]
    public void Each_breach_of_the_contract_is_named(string expected)
        => Assert.Contains(ContractChecks.Breaches(typeof(ContractTests).Assembly), breach => breach.Contains(expected, StringComparison.Ordinal));

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
    Task Send(BadBare bare, BadMessage message, BadMutable mutable, BadAbstract anything, BadChild child);

    Task<List<int>> BadList();
}

[GenerateSerializer, Alias("Conformance.BadMutable")]
public sealed class BadMutable;

[GenerateSerializer, Immutable, Alias("Conformance.BadAbstract")]
public abstract class BadAbstract;

[GenerateSerializer, Alias("Conformance.BadDerived")]
public sealed class BadDerived : BadAbstract;

public class BadParent;

[GenerateSerializer, Immutable, Alias("Conformance.BadChild")]
public sealed class BadChild : BadParent;

[GenerateSerializer, Alias("Conformance.BadEvent")]
public sealed class BadEvent;

public abstract class BadListener : Orleans.Streams.IAsyncObserver<BadEvent>
{
    public abstract Task OnNextAsync(BadEvent item, Orleans.Streams.StreamSequenceToken? token = null);

    public abstract Task OnCompletedAsync();

    public abstract Task OnErrorAsync(Exception ex);
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

    [Id(3)]
    public byte[] Bytes { get; init; } = [];

    public int Unmarked { get; init; }

    public int Fixed { get; } = 1;

    public int Computed => Fixed + _field;

    private readonly int _field = Environment.ProcessorCount;
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
