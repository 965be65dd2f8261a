using Twins.Grains.Batteries;
using Twins.Grains.Partitions;
using Twins.Grains.Tests.Support;

namespace Twins.Grains.Tests.Partitions;

/// <summary>R5: what one batch sends to one partition may be more than one batch of its log takes; it goes in parts, each known again.</summary>
public sealed class ConsequencePartsTests
{
    private const int DigestBytes = 64 * 1024;
    private const int Digests = 600;

    [Fact]
    public void R5_consequences_of_a_batch_go_in_parts_that_the_log_takes_in_order_and_none_twice()
    {
        var outputs = Outputs(Digests, DigestBytes);
        var parts = outputs.Consequences.Select(part => LogBatch.Decode(new LoggedBatch(part.Key, 1, part.Value))).ToList();
        Assert.All(outputs.Consequences, part => Assert.InRange(part.Value.Length, 1, LogBatch.MaxBytes));
        Assert.Equal(Enumerable.Range(0, parts.Count).Select(part => (part == 0 ? "vehicle-0" : $"vehicle-0+{part}", 7L)), parts.Select(part => (part.Writer, part.WriterSequence)));
        Assert.Equal(Enumerable.Range(0, Digests), parts.SelectMany(part => part.Entries).Select(entry => BitConverter.ToInt32(entry.Entry.Payload.Span)));
    }

    [Fact]
    public void Consequences_that_fit_are_one_batch_under_the_name_of_their_partition()
    {
        var part = Assert.Single(Outputs(240, DigestBytes).Consequences);
        Assert.Equal("vehicle-0", LogBatch.PeekWriter(part.Value).Writer);
    }

    [Fact]
    public async Task R5_parts_that_a_rewound_source_sends_again_are_accepted_once_also_after_many_intake_runs()
    {
        await using var world = new PartitionWorld();
        world.Start();
        // Names that are older than those of intake runs by their order, which is how runs are forgotten.
        var parts = new[] { Trip("battery-pack-9"), Trip("battery-pack-9+1"), Trip("battery-pack-9+2") };
        foreach (var part in parts) await world.AppendAsync(PartitionWorld.Packs, part, CancellationToken.None);
        for (var run = 0; run <= PartitionState.RememberedIntakes; run++) await world.AppendAsync(PartitionWorld.Packs, Trip($"intake-{run:D4}"), CancellationToken.None);
        await world.SettleAsync();
        await world.FlushAsync(PartitionWorld.Packs, parts.Length + PartitionState.RememberedIntakes + 1);
        await world.KillAsync();
        world.Start();
        foreach (var part in parts) await world.AppendAsync(PartitionWorld.Packs, part, CancellationToken.None);
        await world.SettleAsync();
        var pack = await world.ReadAsync<BatteryPackSnapshot>(PartitionWorld.Packs, "~LTESTN00000000001~1");
        Assert.Equal(parts.Length + PartitionState.RememberedIntakes + 1, pack.EnergyDischargedKwh);
    }

    private static PartitionOutputs Outputs(int count, int bytes)
    {
        var consequences = Enumerable.Range(0, count).Select(number =>
        {
            var payload = new byte[bytes];
            BitConverter.TryWriteBytes(payload, number);
            return new Consequence(TwinKind.BatteryPack, $"~{Frames.Vin}~{number}", Frames.Noon, payload, Frames.Noon);
        });
        var table = new TwinTable(PartitionWorld.Vehicles, new LocalTwins(), new PartitionMap(1), 4);
        return PartitionOutputs.From(PartitionWorld.Vehicles, 7, [(table.GetOrCreate(Frames.Vin), new TwinReply(TwinStatus.Ok, null, [], [.. consequences], default))], new PartitionMap(1));
    }

    private static byte[] Trip(string writer)
    {
        var outcome = new Outcome(Frames.Vin);
        outcome.Begin(Frames.Entry([], Frames.Noon));
        new PackChange(PackChangeKind.TripEnded, Frames.Vin, 1, Frames.Noon, EnergyKwh: 1).To("~LTESTN00000000001~1", outcome);
        var builder = new LogBatchBuilder();
        builder.Add(EntryKind.Consequence, "~LTESTN00000000001~1", Frames.Noon, null, outcome.Reply(null!).Consequences[0].Payload.Span);
        return builder.Build(writer, 1);
    }
}
