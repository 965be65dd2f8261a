using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Twins.Grains.Events;

namespace Twins.Client.Api.Events;

/// <summary>Which events a client wants.</summary>
/// <param name="Subject">Only of this VIN or pack code; null for all.</param>
/// <param name="Types">Only of these types; empty for all.</param>
internal sealed record EventFilter(string? Subject, ImmutableArray<string> Types)
{
    private const int MaxTypes = 32;
    private const int MaxTypeLength = 100;

    internal static bool TryRead(
        string? subject, string[]? types, [NotNullWhen(true)] out EventFilter? filter, [NotNullWhen(false)] out BadRequestProblem? problem)
    {
        filter = null;
        problem = null;
        ImmutableArray<string> wanted = [.. (types ?? []).SelectMany(type => type.Split(','))];
        if (subject is not null && !TwinIds.IsBatteryPack(subject)) problem = Problems.ParameterInvalid(nameof(subject), "a VIN or a pack code");
        else if (wanted.Length > MaxTypes || wanted.Any(type => type.Length is 0 or > MaxTypeLength))
            problem = Problems.ParameterInvalid("type", $"1 to {MaxTypes} event types, such as twins.vehicle.trip.started.v1");
        else filter = new EventFilter(subject, wanted);
        return problem is null;
    }

    internal bool Matches(EventRecord record) => (Subject is null || record.Subject == Subject) && (Types.IsEmpty || Types.Contains(record.Type));

    internal EventQuery After(string? cursor, int limit) => new(cursor, Subject, Types, limit);
}
