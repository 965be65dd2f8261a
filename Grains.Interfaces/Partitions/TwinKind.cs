namespace Twins.Grains.Partitions;

/// <summary>The kinds of physical things that have twins. The numbers are stored; never change one.</summary>
[GenerateSerializer]
public enum TwinKind
{
    /// <summary>A vehicle, identified by its VIN (GB 16735), 17 characters.</summary>
    Vehicle = 1,

    /// <summary>A traction-battery pack, identified by its GB/T 34014 code, or provisionally by <c>~{vin}~{subsystem}</c>.</summary>
    BatteryPack = 2,
}
