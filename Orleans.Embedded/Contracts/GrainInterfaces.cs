namespace Orleans
{
    /// <summary>A grain that can be called through references.</summary>
    public interface IGrain : Runtime.IAddressable;

    /// <summary>A grain whose key is a string.</summary>
    public interface IGrainWithStringKey : IGrain;

    /// <summary>A grain whose key is a 64-bit integer.</summary>
    public interface IGrainWithIntegerKey : IGrain;

    /// <summary>An object outside any grain that grains can call back through a reference.</summary>
    public interface IGrainObserver : Runtime.IAddressable;

    /// <summary>What the runtime asks of a grain instance.</summary>
    public interface IGrainBase
    {
        /// <summary>The activation that this instance belongs to.</summary>
        Runtime.IGrainContext GrainContext { get; }

        /// <summary>Called once, before the first request; an exception fails the activation and the requests that wait for it.</summary>
        Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

        /// <summary>Called once, after the last request, unless the process dies.</summary>
        Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
    }
}

namespace Orleans.Runtime
{
    /// <summary>Something that can be called through a reference: a grain or an observer.</summary>
    public interface IAddressable;
}
