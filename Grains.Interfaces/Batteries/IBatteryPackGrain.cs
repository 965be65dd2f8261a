using Twins.Grains.Partitions;

namespace Twins.Grains.Batteries;

/// <summary>The twin of one battery pack; the key is its code. Its snapshot is a <see cref="BatteryPackSnapshot"/>.</summary>
[Alias("Twins.IBatteryPackGrain")]
public interface IBatteryPackGrain : ITwinGrain;
