using Microsoft.CodeAnalysis;

namespace Orleans.Embedded.Generator;

/// <summary>What the generator asks of the compiler's symbols.</summary>
internal static class Symbols
{
    private static readonly HashSet<string> Markers =
    [
        "Orleans.IGrain", "Orleans.IGrainObserver", "Orleans.IGrainWithStringKey", "Orleans.IGrainWithIntegerKey", "Orleans.Runtime.IAddressable",
    ];

    public static string Name(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    public static string PlainName(ISymbol type) => type.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat);

    public static string HintName(string fullName) => fullName.Replace("global::", "").Replace('<', '_').Replace('>', '_').Replace(',', '_');

    public static bool IsAddressable(INamedTypeSymbol type) => Implements(type, "Orleans.Runtime.IAddressable");

    public static bool IsGrainClass(INamedTypeSymbol type) => Implements(type, "Orleans.IGrain");

    public static bool IsRuntimeMarker(INamedTypeSymbol type) => Markers.Contains(PlainName(type));

    /// <summary>All methods that a reference to <paramref name="type"/> answers, those of inherited interfaces included.</summary>
    public static IEnumerable<IMethodSymbol> Methods(INamedTypeSymbol type)
        => new[] { type }.Concat(type.AllInterfaces).Where(IsAddressableOrMarker).SelectMany(declaring => declaring.GetMembers()).OfType<IMethodSymbol>()
            .Where(method => method is { IsStatic: false, MethodKind: MethodKind.Ordinary });

    public static bool Has(IMethodSymbol method, string attribute)
        => method.GetAttributes().Any(data => data.AttributeClass is { } type && PlainName(type) == attribute);

    /// <summary>The error for an interface that cannot be proxied; null when it can.</summary>
    public static TypeOutput? Unsupported(INamedTypeSymbol type)
    {
        if (type.IsGenericType)
            return TypeOutput.ForError(type, $"The grain interface {PlainName(type)} is generic, which this engine does not support: declare one interface a type");
        if (type.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected)
            return TypeOutput.ForError(type, $"The grain interface {PlainName(type)} is not accessible to generated code: make it public or internal");
        foreach (var member in type.GetMembers())
        {
            if (member.IsStatic || member is IMethodSymbol { MethodKind: not MethodKind.Ordinary })
                continue;
            if (member is not IMethodSymbol method)
                return TypeOutput.ForError(member, $"{PlainName(member)} is not a method: a grain interface has methods only");
            if (method.IsGenericMethod || method.Parameters.Any(parameter => parameter.RefKind != RefKind.None))
                return TypeOutput.ForError(method, $"{PlainName(method)} is generic or takes arguments by reference, which this engine does not support");
            if (InvokerWriter.BaseType(method) is null)
                return TypeOutput.ForError(method, $"{PlainName(method)} must return Task, Task<T>, ValueTask, ValueTask<T> or void");
        }

        return null;
    }

    private static bool IsAddressableOrMarker(INamedTypeSymbol type) => IsAddressable(type) || IsRuntimeMarker(type);

    private static bool Implements(INamedTypeSymbol type, string interfaceName)
        => type.AllInterfaces.Any(candidate => PlainName(candidate) == interfaceName);
}
