using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Orleans.Embedded.Generator;

/// <summary>What the generator found out about one type; equal by value, so that an unchanged type costs nothing in the next run.</summary>
internal sealed record TypeOutput(string FullName, bool IsInterface, string? ProxyName, string? Source, string? Error, string? File, TextSpan Span, LinePositionSpan Lines)
{
    private static readonly DiagnosticDescriptor Rule = new(
        "EMB0001",
        "The member cannot be called through a grain reference",
        "{0}",
        "Orleans.Embedded",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static TypeOutput ForClass(INamedTypeSymbol type) => new(Symbols.Name(type), false, null, null, null, null, default, default);

    public static TypeOutput ForInterface(INamedTypeSymbol type, string source)
        => new(Symbols.Name(type), true, ProxyWriter.FullName(type), source, null, null, default, default);

    public static TypeOutput ForError(ISymbol symbol, string error)
    {
        var location = symbol.Locations.FirstOrDefault();
        return new("", false, null, null, error, location?.SourceTree?.FilePath, location?.SourceSpan ?? default, location?.GetLineSpan().Span ?? default);
    }

    public void Report(SourceProductionContext production)
    {
        if (Error is not null)
        {
            var location = File is null ? Location.None : Location.Create(File, Span, Lines);
            production.ReportDiagnostic(Diagnostic.Create(Rule, location, Error));
        }
        else if (Source is not null)
        {
            production.AddSource(Symbols.HintName(FullName) + ".g.cs", SourceText.From(Source, Encoding.UTF8));
        }
    }
}
