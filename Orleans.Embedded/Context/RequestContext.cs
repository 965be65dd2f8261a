namespace Orleans.Runtime;

/// <summary>
/// Values that travel with a chain of calls, from caller to callee and never back. Setting one changes it for what follows in the same
/// flow of control, not for calls already sent.
/// </summary>
public static class RequestContext
{
    // Never mutated after it was set: messages share it.
    private static readonly AsyncLocal<Dictionary<string, object>?> s_values = new();

    internal static Dictionary<string, object>? Values
    {
        get => s_values.Value;
        set
        {
            if (!ReferenceEquals(s_values.Value, value))
                s_values.Value = value;
        }
    }

    /// <summary>The value of a name; null when there is none.</summary>
    public static object? Get(string key) => s_values.Value?.GetValueOrDefault(key);

    /// <summary>Sets the value of a name.</summary>
    public static void Set(string key, object value)
    {
        var values = s_values.Value;
        s_values.Value = values is null ? new(1) { [key] = value } : new(values) { [key] = value };
    }

    /// <summary>Takes a name away; false when it was not there.</summary>
    public static bool Remove(string key)
    {
        if (s_values.Value is not { } values || !values.ContainsKey(key))
            return false;
        var rest = new Dictionary<string, object>(values);
        rest.Remove(key);
        s_values.Value = rest.Count == 0 ? null : rest;
        return true;
    }

    /// <summary>Takes all names away.</summary>
    public static void Clear() => Values = null;
}
