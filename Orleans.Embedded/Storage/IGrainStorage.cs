using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Stores the states of grains. A write must fail with <see cref="InconsistentStateException"/> when the stored ETag is not the state's.</summary>
public interface IGrainStorage
{
    /// <summary>Reads a state into <paramref name="grainState"/>; without a record it becomes a new one and <see cref="IGrainState{T}.RecordExists"/> false.</summary>
    Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    /// <summary>Writes a state if it is still the stored one, by ETag; sets the new ETag.</summary>
    /// <exception cref="InconsistentStateException">Another activation has written since.</exception>
    Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    /// <summary>Removes a state if it is still the stored one, by ETag.</summary>
    /// <exception cref="InconsistentStateException">Another activation has written since.</exception>
    Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);
}
