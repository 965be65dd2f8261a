using Twins.Grains.Events;
using Twins.Grains.Partitions;
using Twins.Grains.Vehicles;

namespace Twins.Grains.Tests.Support;

/// <summary>Feeds a vehicle entry by entry, each its own batch, and keeps what came out.</summary>
internal sealed class TwinDriver
{
    private long _sequence;

    public VehicleTwin Twin { get; private set; } = new(Frames.Vin);

    public List<TwinEvent> Events { get; } = [];

    public List<Consequence> Consequences { get; } = [];

    public VehicleSnapshot Snapshot => (VehicleSnapshot)Twin.Read();

    public VehicleRow Row => (VehicleRow)Twin.Row();

    public TwinReply Apply(params TwinEntry[] entries)
    {
        var reply = Twin.Apply(new TwinBatch(1, _sequence, ++_sequence, [.. entries]));
        Events.AddRange(reply.Events);
        Consequences.AddRange(reply.Consequences);
        return reply;
    }

    public TwinReply Receive(byte[] frame, DateTimeOffset? receivedAt = null, LinkSession? link = null) =>
        Apply(Frames.Entry(frame, receivedAt ?? Frames.Noon, link));

    public IEnumerable<string> TypesOf(string prefix) => Events.Select(e => e.Type).Where(type => type.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Through a page and back.</summary>
    public void Restart() => Twin = VehicleRecord.Read(Frames.Vin, Twin.Capture());
}
