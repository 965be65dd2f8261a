using System.Text.Json.Serialization;
using Twins.Client.Api.Paging;

namespace Twins.Client.Api.Events;

/// <summary>Events in the log's order; the order of one subject's events is that in which they happened.</summary>
/// <param name="Items">At most as many as the limit.</param>
/// <param name="Next">Value of <c>after</c> for the next page; null when the log holds no further match.</param>
/// <param name="AsOf">How far the log was read: <c>after={position}</c> asks later for what came since.</param>
internal sealed record EventPageDocument(
    IReadOnlyList<CloudEvent> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next,
    AsOf AsOf);
