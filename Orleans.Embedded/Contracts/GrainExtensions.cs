using Orleans.Runtime;

namespace Orleans;

/// <summary>Identity and casts of grains and references to them.</summary>
public static class GrainExtensions
{
    /// <summary>The identity of a grain or reference.</summary>
    /// <exception cref="ArgumentException">The object is neither a grain nor a reference.</exception>
    public static GrainId GetGrainId(this IAddressable grain) => grain switch
    {
        GrainReference reference => reference.GrainId,
        IGrainBase instance => instance.GrainContext.GrainId,
        null => throw new ArgumentNullException(nameof(grain)),
        _ => throw new ArgumentException($"{grain.GetType()} is neither a grain nor a reference to one", nameof(grain)),
    };

    /// <summary>The string key.</summary>
    public static string GetPrimaryKeyString(this IAddressable grain) => grain.GetGrainId().Key.ToString();

    /// <summary>The integer key.</summary>
    /// <exception cref="InvalidOperationException">The key is no integer.</exception>
    public static long GetPrimaryKeyLong(this IAddressable grain)
    {
        var id = grain.GetGrainId();
        return IntegerKey.TryParse(id.Key, out var key)
            ? key
            : throw new InvalidOperationException($"The key of {id} is not an integer");
    }

    /// <summary>A reference to the same grain through another of its interfaces.</summary>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain)
    {
        var id = grain.GetGrainId();
        var silo = grain is GrainReference reference ? reference.Shared.Silo : ((Activation)((IGrainBase)grain).GrainContext).Silo;
        return (TGrainInterface)silo.Factory.Create(typeof(TGrainInterface), id);
    }
}
