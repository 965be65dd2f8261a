using Orleans.Runtime;

namespace Orleans
{
    /// <summary>Makes references to grains and observers. A reference is made without a call and without looking whether the grain is active.</summary>
    public interface IGrainFactory
    {
        /// <summary>A reference to the grain with a string key.</summary>
        /// <param name="primaryKey">The key.</param>
        /// <param name="grainClassNamePrefix">The beginning of the full class name, where several classes implement the interface.</param>
        /// <exception cref="ArgumentException">No class, or more than one, implements the interface.</exception>
        TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
            where TGrainInterface : IGrainWithStringKey;

        /// <summary>A reference to the grain with an integer key.</summary>
        /// <param name="primaryKey">The key.</param>
        /// <param name="grainClassNamePrefix">The beginning of the full class name, where several classes implement the interface.</param>
        /// <exception cref="ArgumentException">No class, or more than one, implements the interface.</exception>
        TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
            where TGrainInterface : IGrainWithIntegerKey;

        /// <summary>A reference to the grain with an identity.</summary>
        TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
            where TGrainInterface : IAddressable;

        /// <summary>A reference through which grains call <paramref name="obj"/>, which is held weakly: keep it alive yourself.</summary>
        /// <exception cref="ArgumentException">The object is itself a reference, or does not implement the interface.</exception>
        TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
            where TGrainObserverInterface : IGrainObserver;

        /// <summary>Ends the reference <paramref name="obj"/>, made by <see cref="CreateObjectReference"/>.</summary>
        /// <exception cref="ArgumentException">The object is no reference, or its observer was deleted already.</exception>
        void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
            where TGrainObserverInterface : IGrainObserver;
    }

    /// <summary>The grain factory as seen from code that is no grain.</summary>
    public interface IClusterClient : IGrainFactory
    {
        /// <summary>The services of the host.</summary>
        IServiceProvider ServiceProvider { get; }
    }
}
