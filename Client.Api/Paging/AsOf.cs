namespace Twins.Client.Api.Paging;

/// <summary>The moment that a page describes.</summary>
/// <param name="Position">Opaque; differs whenever anything was applied in between. Absent while an event log is empty.</param>
/// <param name="Time">Everything applied up to then is in the page; absent before anything was applied.</param>
internal sealed record AsOf(string? Position, DateTimeOffset? Time);
