using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Twins.Grains.Partitions;

namespace Twins.Client.Api.Paging;

/// <summary>What a cursor is good for: a list and its filters.</summary>
/// <param name="Kind">Of the twins listed.</param>
/// <param name="Filters">The filters as given.</param>
internal readonly record struct CursorScope(TwinKind Kind, string Filters);

/// <summary>A page that a client asks for.</summary>
/// <param name="Limit">1 to 1000.</param>
/// <param name="AfterId">Ids above this one; null from the beginning.</param>
/// <param name="Scope">What its cursors are good for.</param>
internal sealed record PageRequest(int Limit, string? AfterId, CursorScope Scope)
{
    internal const int DefaultLimit = 50;
    internal const int MaxLimit = 1000;
    private const int MaxCursorLength = 256;
    private const char Separator = '\n';

    /// <summary>Reads <c>limit</c> and <c>after</c>.</summary>
    internal static bool TryRead(
        string? limit, string? after, CursorScope scope, [NotNullWhen(true)] out PageRequest? page, [NotNullWhen(false)] out BadRequestProblem? problem)
    {
        page = null;
        if (!TryReadLimit(limit, out var count, out problem)) return false;
        string? afterId = null;
        if (after is not null && (afterId = IdIn(after, scope)) is null)
        {
            problem = Problems.CursorInvalid(nameof(after));
            return false;
        }

        page = new PageRequest(count, afterId, scope);
        return true;
    }

    /// <summary>Reads <c>limit</c>.</summary>
    internal static bool TryReadLimit(string? limit, out int count, [NotNullWhen(false)] out BadRequestProblem? problem)
    {
        problem = null;
        count = DefaultLimit;
        if (limit is null) return true;
        if (int.TryParse(limit, NumberStyles.None, ApiJson.Invariant, out count) && count is >= 1 and <= MaxLimit) return true;
        problem = Problems.ParameterInvalid(nameof(limit), $"a whole number from 1 to {MaxLimit}");
        return false;
    }

    /// <summary>The cursor behind an id; null behind the last one.</summary>
    internal string? CursorAfter(string? lastId) =>
        lastId is null ? null : Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Scope.Kind}{Separator}{Scope.Filters}{Separator}{lastId}"));

    private static string? IdIn(string cursor, CursorScope scope)
    {
        var bytes = new byte[MaxCursorLength];
        if (cursor.Length > MaxCursorLength || !Base64Url.IsValid(cursor)) return null;
        var length = Base64Url.DecodeFromChars(cursor, bytes);
        return Encoding.UTF8.GetString(bytes, 0, length).Split(Separator) is [var kind, var filters, var id]
            && kind == scope.Kind.ToString() && filters == scope.Filters && TwinIds.IsBatteryPack(id) ? id : null;
    }
}
