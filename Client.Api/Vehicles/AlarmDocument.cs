using Twins.Grains.Vehicles;

namespace Twins.Client.Api.Vehicles;

/// <summary>An alarm that is not cleared.</summary>
/// <param name="Id">32 hexadecimal digits.</param>
/// <param name="Flag">Name of the general alarm flag (GB/T 32960.3); <c>unspecified</c> for a level without a flag.</param>
/// <param name="Level">1 driving goes on; 2 limit driving; 3 stop at once; 4 thermal event.</param>
/// <param name="State">raised.</param>
/// <param name="RaisedAt">Event time.</param>
internal sealed record AlarmDocument(string Id, string Flag, int Level, string State, DateTimeOffset RaisedAt)
{
    internal static AlarmDocument Of(VehicleAlarm alarm) => new(alarm.Id, alarm.Flag, alarm.Level, "raised", alarm.RaisedAt);
}
