using System.Text.Json;
using Twins.Protocols;
using Twins.Protocols.Gbt32960;

namespace Twins.Grains.Vehicles;

/// <summary>
/// Positions are WGS-84 inside and in the API. One that was reported in GCJ-02 is turned into it; one of another datum has no place there. Both keep what was reported, and its
/// datum, visible.
/// </summary>
internal static class PositionJson
{
    private const int Decimals = 6;

    /// <summary>The place in WGS-84; null for an absent coordinate or a datum that is not known.</summary>
    public static (double Longitude, double Latitude)? PlaceOf(in PositionUnit position)
    {
        if (!position.Longitude.TryGet(out var longitude) || !position.Latitude.TryGet(out var latitude)) return null;
        switch (position.System)
        {
            case CoordinateSystem.Wgs84:
                return (longitude, latitude);
            case CoordinateSystem.Gcj02:
                var (east, north) = Gcj02.ToWgs84(longitude, latitude);
                return (Math.Round(east, Decimals), Math.Round(north, Decimals));
            default:
                return null;
        }
    }

    /// <summary>Whether the unit needs members of its own: both coordinates are there, and not in WGS-84.</summary>
    public static bool IsShifted(in PositionUnit position) => position.System != CoordinateSystem.Wgs84 && position.Longitude.IsValid && position.Latitude.IsValid;

    /// <summary>Writes the members of a position that is shifted.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, in PositionUnit position)
    {
        writer.WriteBoolean("valid"u8, position.Valid);
        if (position.System is CoordinateSystem.Gcj02 or CoordinateSystem.Other)
            writer.WriteString("coordinateSystem"u8, position.System == CoordinateSystem.Gcj02 ? "gcj02"u8 : "other"u8);
        if (PlaceOf(position) is { } place)
        {
            writer.WriteNumber("longitude"u8, (decimal)place.Longitude);
            writer.WriteNumber("latitude"u8, (decimal)place.Latitude);
        }

        writer.WriteNumber("reportedLongitude"u8, (decimal)position.Longitude.Value);
        writer.WriteNumber("reportedLatitude"u8, (decimal)position.Latitude.Value);
        writer.WriteStartObject("absent"u8);
        if (position.System is not (CoordinateSystem.Gcj02 or CoordinateSystem.Other))
            writer.WriteString("coordinateSystem"u8, (byte)position.System switch { 0xFF => "invalid"u8, 0xFE => "abnormal"u8, _ => "outOfRange"u8 });
        writer.WriteEndObject();
    }
}
