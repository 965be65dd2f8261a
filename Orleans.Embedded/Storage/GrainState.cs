namespace Orleans;

/// <summary>A state with what its storage knows of it.</summary>
public interface IGrainState<T>
{
    /// <summary>The state.</summary>
    T? State { get; set; }

    /// <summary>The version of the record that the state came from.</summary>
    string? ETag { get; set; }

    /// <summary>Whether the storage has a record.</summary>
    bool RecordExists { get; set; }
}

/// <summary>A state with what its storage knows of it.</summary>
[GenerateSerializer]
public sealed class GrainState<T> : IGrainState<T>
{
    /// <summary>Without a state.</summary>
    public GrainState() { }

    /// <summary>With a state.</summary>
    public GrainState(T? state) => State = state;

    /// <inheritdoc/>
    [Id(0)]
    public T? State { get; set; }

    /// <inheritdoc/>
    [Id(1)]
    public string? ETag { get; set; }

    /// <inheritdoc/>
    [Id(2)]
    public bool RecordExists { get; set; }
}
