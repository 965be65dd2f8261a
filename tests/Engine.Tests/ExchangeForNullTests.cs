using System.Reflection;
using System.Text.RegularExpressions;

namespace Twins.Engine.Tests;

/// <summary>
/// dotnet/runtime#133843: where it inlines an exchange of a reference for null into a loop, the compiler of .NET 10 does not tell the collector of the object that comes
/// out; one collection at that instruction, and a call is answered to an object that is no longer there. Seen once in a hundred million calls.
/// </summary>
public sealed partial class ExchangeForNullTests
{
    [Fact]
    public void A_reference_is_exchanged_for_null_in_one_place_only_which_is_never_inlined()
    {
        var places = SizeTests.Sources("Orleans.Embedded", "Grains", "Grains.Interfaces", "Protocols", "Protocols.Security", "Silo", "Client.Api", "Simulator")
            .SelectMany(file => File.ReadLines(file).Where(line => ForNull().IsMatch(line)).Select(line => $"{Path.GetFileName(file)}: {line.Trim()}"));

        Assert.Equal(["RequestBase.Message.cs: internal ICaller? TakeCaller() => Interlocked.Exchange(ref _caller, null);"], places);
        var take = typeof(RequestBase).GetMethod("TakeCaller", BindingFlags.Instance | BindingFlags.NonPublic)!;
        Assert.True(take.MethodImplementationFlags.HasFlag(MethodImplAttributes.NoInlining));
    }

    [GeneratedRegex(@"Interlocked\.(Exchange|CompareExchange)(<[^(]*>)?\(ref [^,]+, (null|default)\b")]
    private static partial Regex ForNull();
}
