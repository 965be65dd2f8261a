using Orleans.Concurrency;

namespace Orleans.Runtime
{
    /// <summary>Statistics of the host, and its maintenance. The grain has the key 0.</summary>
    public interface IManagementGrain : IGrainWithIntegerKey
    {
        /// <summary>The number of activations by grain class.</summary>
        Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics();

        /// <summary>Ends the activations that have been idle for <paramref name="ageLimit"/>, whatever their class says, except the always active.</summary>
        Task ForceActivationCollection(TimeSpan ageLimit);
    }

    /// <summary>The number of activations of a grain class.</summary>
    [GenerateSerializer, Immutable]
    public sealed class SimpleGrainStatistic
    {
        /// <summary>The full name of the class.</summary>
        [Id(0)]
        public string GrainType { get; init; } = "";

        /// <summary>The number of its activations.</summary>
        [Id(2)]
        public int ActivationCount { get; init; }
    }

    [Reentrant]
    internal sealed class ManagementGrain(Silo silo) : Grain, IManagementGrain
    {
        public Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics()
            => Task.FromResult(silo.Classes.All
                .Select(grainClass => new SimpleGrainStatistic { GrainType = grainClass.Type.FullName!, ActivationCount = grainClass.Count })
                .Where(statistic => statistic.ActivationCount > 0)
                .ToArray());

        public Task ForceActivationCollection(TimeSpan ageLimit)
        {
            foreach (var grainClass in silo.Classes.All)
                silo.CollectIdle(grainClass, ageLimit);
            return Task.CompletedTask;
        }
    }
}
