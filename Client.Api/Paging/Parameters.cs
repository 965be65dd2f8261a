namespace Twins.Client.Api.Paging;

/// <summary>Descriptions of parameters that several resources have.</summary>
internal static class Parameters
{
    internal const string Limit = "At most so many items, 1 to 1000; 50 when it is not given.";
    internal const string After = "The `next` of the page before; without it the list starts at its beginning.";

    internal const string Fields =
        "Only these members, for example `status,state.vehicle(socPercent,speedKmh)`: names separated by commas, inner ones behind a dot or in parentheses.";
}
