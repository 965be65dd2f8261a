namespace Twins.Client.Api.Http;

/// <summary>Bounds of ids in URLs. What is outside them can be no twin, so nobody is asked for it.</summary>
internal static class TwinIds
{
    internal const int MaxVinLength = 17;
    internal const int MaxPackCodeLength = 64;

    internal static bool IsVehicle(string id) => IsId(id, MaxVinLength);

    internal static bool IsBatteryPack(string id) => IsId(id, MaxPackCodeLength);

    private static bool IsId(string id, int maxLength) =>
        id.Length >= 1 && id.Length <= maxLength && !id.AsSpan().ContainsAnyExceptInRange(' ', '~') && !id.Contains('/');
}
