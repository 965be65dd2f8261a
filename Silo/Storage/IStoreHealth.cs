namespace Twins.Silo.Storage;

/// <summary>Whether a store can be written.</summary>
internal interface IStoreHealth
{
    /// <summary>One sentence on what is wrong; null while all is well.</summary>
    string? Fault { get; }

    /// <summary>The last write succeeded, or there was none.</summary>
    bool IsHealthy => Fault is null;
}
