using Twins.Grains.Vehicles;

namespace Twins.Client.Api.Vehicles;

/// <summary>A trip: vehicle on until off, parked charging, or a gap of ten minutes.</summary>
/// <param name="StartedAt">Event time.</param>
/// <param name="EndedAt">Event time; absent while it goes on.</param>
/// <param name="DistanceKm">By odometer, km; absent when it was never valid.</param>
/// <param name="EnergyKwh">Out of the packs, kWh, by voltage and current; gaps over 120 s left out.</param>
internal sealed record TripDocument(DateTimeOffset StartedAt, DateTimeOffset? EndedAt, double? DistanceKm, double EnergyKwh)
{
    internal static TripDocument? Of(Trip? trip) => trip is null ? null : new(trip.StartedAt, trip.EndedAt, trip.DistanceKm, trip.EnergyKwh);
}

/// <summary>A charging session: parked charging until another charge state, or a gap of ten minutes.</summary>
/// <param name="StartedAt">Event time.</param>
/// <param name="EndedAt">Event time; absent while it goes on.</param>
/// <param name="SocFrom">State of charge at the start, percent; absent when it was not valid.</param>
/// <param name="SocTo">Newest state of charge, percent; absent when it was not valid.</param>
/// <param name="EnergyKwh">Into the packs, kWh, by voltage and current; gaps over 120 s left out.</param>
internal sealed record ChargingSessionDocument(DateTimeOffset StartedAt, DateTimeOffset? EndedAt, int? SocFrom, int? SocTo, double EnergyKwh)
{
    internal static ChargingSessionDocument? Of(ChargingSession? session) =>
        session is null ? null : new(session.StartedAt, session.EndedAt, session.SocFrom, session.SocTo, session.EnergyKwh);
}
