namespace Twins.Client.Api.Http;

/// <summary>What went wrong, as RFC 9457 problem details. Programs branch on <c>code</c>; people read <c>detail</c>.</summary>
/// <param name="Type">Always <c>about:blank</c>: <c>code</c> tells problems apart.</param>
/// <param name="Title">The reason phrase of the status.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">One sentence: what was wrong, and what to do.</param>
/// <param name="Code">Stable name of the problem, for example <c>vehicle-unknown</c>.</param>
internal sealed record Problem(string Type, string Title, int Status, string Detail, string Code);
