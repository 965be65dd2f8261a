using System.Numerics;
using System.Runtime.CompilerServices;

namespace Twins.Grains.Vehicles;

/// <summary>Numbers of RESS subsystems, 1 to <see cref="Most"/>.</summary>
[InlineArray(Words)]
internal struct SubsystemSet
{
    /// <summary>Subsystems that a vehicle may have; beyond it is nonsense from a broken terminal (GB/T 32960.3: 0 to 250).</summary>
    public const int Most = 250;

    private const int Words = 4, BitsPerWord = 64;

    private ulong _word;

    /// <summary>Adds a number; one that no subsystem has is passed over.</summary>
    public void Add(int number)
    {
        if (number is >= 1 and <= Most) this[number / BitsPerWord] |= 1UL << (number % BitsPerWord);
    }

    /// <summary>The smallest number above another; 0 when there is none.</summary>
    public readonly int Above(int number)
    {
        var next = number + 1;
        for (var word = next / BitsPerWord; word < Words; next = ++word * BitsPerWord)
        {
            var rest = this[word] >> (next % BitsPerWord);
            if (rest != 0) return next + BitOperations.TrailingZeroCount(rest);
        }

        return 0;
    }
}
