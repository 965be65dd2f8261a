using System.Globalization;

namespace Twins.Simulator.Link;

/// <summary>Where a server listens.</summary>
/// <param name="Host">A name or an address; an IPv6 address without its brackets.</param>
/// <param name="Port">1 to 65535.</param>
internal sealed record Endpoint(string Host, int Port)
{
    /// <summary>Reads <c>HOST:PORT</c>, an IPv6 address in brackets.</summary>
    /// <exception cref="UsageException">It is something else.</exception>
    internal static Endpoint Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
            throw new UsageException($"'{text}' is no address: write HOST:PORT, for example 127.0.0.1:32960.");
        return new Endpoint(text[..colon].Trim('[', ']'), port);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port.ToString(CultureInfo.InvariantCulture)}";
}
