namespace Orleans.Runtime;

/// <summary>The stages of an activation.</summary>
public static class GrainLifecycleStage
{
    /// <summary>The stage in which states are read.</summary>
    public const int SetupState = 1000;

    /// <summary>The stage before OnActivateAsync.</summary>
    public const int Activate = 2000;
}
