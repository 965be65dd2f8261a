namespace Twins.Grains.Fleet;

/// <summary>What a silo knows of itself beyond its grains.</summary>
public interface ISiloStatus
{
    /// <summary>When the process started, UTC.</summary>
    DateTimeOffset StartedAt { get; }

    /// <summary>embedded or orleans.</summary>
    string Engine { get; }

    /// <summary>Of the Orleans packages; null on the embedded engine.</summary>
    string? OrleansVersion { get; }

    /// <summary>Of the data directory.</summary>
    int Schema { get; }

    /// <summary>fdatasync, or none.</summary>
    string Durability { get; }

    /// <summary>Open terminal connections that have logged in.</summary>
    long Terminals { get; }

    /// <summary>Open platform connections that have logged in.</summary>
    long Platforms { get; }

    /// <summary>Reports received in the last full second.</summary>
    double ReceivedPerSecond { get; }

    /// <summary>Events written since the start.</summary>
    long EventsAppended { get; }

    /// <summary>Free bytes of the disk that holds the data.</summary>
    long DiskFreeBytes { get; }

    /// <summary>Whether reports are accepted and everything kept is served.</summary>
    bool IsReady { get; }
}
