namespace Orleans.Runtime;

/// <summary>The stages of an activation's life, in order.</summary>
internal enum ActivationState : byte
{
    Creating,
    Activating,
    Valid,
    Deactivating,
    Ending,
    Invalid,
}
