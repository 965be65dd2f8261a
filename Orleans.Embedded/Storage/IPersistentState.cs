namespace Orleans.Core
{
    /// <summary>The storage of one state of a grain.</summary>
    public interface IStorage
    {
        /// <summary>The version of the stored record.</summary>
        string? Etag { get; }

        /// <summary>Whether the storage has a record.</summary>
        /// <exception cref="InvalidOperationException">The state was not read yet.</exception>
        bool RecordExists { get; }

        /// <summary>Removes the stored record.</summary>
        Task ClearStateAsync();

        /// <summary>Writes the state as it is when the write starts; writes asked for meanwhile are one.</summary>
        Task WriteStateAsync();

        /// <summary>Reads the state anew.</summary>
        Task ReadStateAsync();
    }

    /// <summary>The storage of one state of a grain, with the state.</summary>
    public interface IStorage<TState> : IStorage
    {
        /// <summary>The state in memory.</summary>
        TState State { get; set; }
    }
}

namespace Orleans.Runtime
{
    /// <summary>A state of a grain, read before the grain is activated.</summary>
    public interface IPersistentState<TState> : Core.IStorage<TState>;

    /// <summary>Marks a constructor parameter of type <see cref="IPersistentState{TState}"/>.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    public class PersistentStateAttribute : Attribute
    {
        /// <summary>Names the state and the storage; without a storage name the default storage.</summary>
        public PersistentStateAttribute(string stateName, string? storageName = null)
        {
            ArgumentNullException.ThrowIfNull(stateName);
            StateName = stateName;
            StorageName = storageName;
        }

        /// <summary>The name of the state, unique in the grain.</summary>
        public string StateName { get; }

        /// <summary>The name of the storage.</summary>
        public string? StorageName { get; }
    }
}
