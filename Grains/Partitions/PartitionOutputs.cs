using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Twins.Grains.Events;

namespace Twins.Grains.Partitions;

/// <summary>What a batch sends out: its events, and a batch for each partition that its consequences concern, or several where one would be larger than its log takes.</summary>
internal sealed record PartitionOutputs(long Sequence, IReadOnlyList<EventRecord> Events, IReadOnlyList<KeyValuePair<PartitionId, byte[]>> Consequences)
{
    /// <summary>Most batches for another partition are one digest.</summary>
    private const int UsualConsequenceBytes = 512;

    /// <summary>What one batch takes beside its head. Never change it: a source that is rewound must divide as it did before.</summary>
    public const int MaxConsequenceBytes = LogBatch.MaxBytes - 64 * 1024;

    /// <summary>The source of events of no twin.</summary>
    public const string SystemSource = "/v1/system";

    /// <summary>The outputs of a batch from its twins' replies, in the order of the batch.</summary>
    public static PartitionOutputs From(PartitionId partition, long sequence, IReadOnlyList<(TwinSlot Slot, TwinReply Reply)> replies, PartitionMap map)
    {
        var events = new List<EventRecord>();
        var targets = new SortedDictionary<int, Target>();
        foreach (var (slot, reply) in replies)
        {
            foreach (var happened in reply.Events) events.Add(ToRecord(partition, sequence, slot.Id, happened));
            foreach (var consequence in reply.Consequences)
            {
                var target = map.Of(consequence.Kind, consequence.Id);
                var order = (int)target.Kind * PartitionMap.MaxCount + target.Number;
                if (!targets.TryGetValue(order, out var known)) targets.Add(order, known = new Target(target, new LogBatchBuilder(UsualConsequenceBytes), []));
                if (known.Builder.Bytes + consequence.Payload.Length > MaxConsequenceBytes) known.Close(partition, sequence);
                known.Builder.Add(EntryKind.Consequence, consequence.Id, consequence.ReceivedAt, null, consequence.Payload.Span);
            }
        }

        foreach (var target in targets.Values) target.Close(partition, sequence);
        return new PartitionOutputs(sequence, events,
            [.. targets.Values.SelectMany(target => target.Batches.Select(batch => KeyValuePair.Create(target.Id, batch)))]);
    }

    public static EventRecord ToRecord(PartitionId partition, long sequence, string twinId, TwinEvent happened) =>
        ToRecord(partition, sequence, twinId, SourceOf(partition.Kind, twinId), happened);

    /// <summary>An event of no twin.</summary>
    public static EventRecord ToSystemRecord(PartitionId partition, long sequence, TwinEvent happened) =>
        ToRecord(partition, sequence, happened.Subject, SystemSource, happened);

    private static EventRecord ToRecord(PartitionId partition, long sequence, string twinId, string source, TwinEvent happened) => new(
        EventId(partition, sequence, happened.EntryIndex, twinId, happened.Type, happened.Ordinal),
        $"twins.{happened.Type}.v1", source, happened.Subject, happened.Time, happened.ReceivedAt, happened.Data);

    /// <summary>R1: the same event has the same id in every run over the same log.</summary>
    public static string EventId(PartitionId partition, long sequence, int index, string twinId, string type, int ordinal)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{partition}\n{sequence}\n{index}\n{twinId}\n{type}\n{ordinal}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }

    public static string SourceOf(TwinKind kind, string id) => kind switch
    {
        TwinKind.Vehicle => $"/v1/vehicles/{id}",
        TwinKind.BatteryPack => $"/v1/battery-packs/{id}",
        _ => throw new InvalidOperationException($"Twin kind {kind} has no URL."),
    };

    private sealed record Target(PartitionId Id, LogBatchBuilder Builder, List<byte[]> Batches)
    {
        public void Close(PartitionId source, long sequence)
        {
            if (Builder.Count > 0) Batches.Add(Builder.Build(PartitionWriter.Name(source, Batches.Count), sequence));
        }
    }
}
