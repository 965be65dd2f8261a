namespace Twins.Silo.Storage;

/// <summary>A record of grain state cannot be read; its grain does not activate until it is restored.</summary>
internal sealed class StateDamagedException : Exception
{
    /// <summary>Without a record.</summary>
    public StateDamagedException() { }

    /// <summary>With a message only.</summary>
    public StateDamagedException(string message) : base(message) { }

    /// <summary>With a message and its cause.</summary>
    public StateDamagedException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>With the record and what is wrong with it.</summary>
    public StateDamagedException(string stateName, string grain, string why, Exception? innerException = null)
        : base($"The state '{stateName}' of grain {grain} is damaged: {why.TrimEnd('.')}; stop the silo and restore state.db from a backup.", innerException)
    {
    }
}
