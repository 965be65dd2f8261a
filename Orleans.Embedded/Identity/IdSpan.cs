namespace Orleans.Runtime;

/// <summary>The type or key part of a grain's identity. Equal when its text is equal, by ordinal comparison.</summary>
[GenerateSerializer, Immutable]
public readonly record struct IdSpan
{
    internal IdSpan(string value) => Text = value;

    [Id(0)]
    internal string? Text { get; }

    /// <summary>Creates a value from its text.</summary>
    public static IdSpan Create(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return new(id);
    }

    /// <inheritdoc/>
    public bool Equals(IdSpan obj) => string.Equals(Text, obj.Text);

    /// <inheritdoc/>
    public override int GetHashCode() => Text?.GetHashCode() ?? 0;

    /// <summary>The text; empty for the default value.</summary>
    public override string ToString() => Text ?? "";
}
