using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Orleans.Embedded.Generator;

/// <summary>
/// Emits, for every grain interface of the compilation, a proxy and one invoker a method, and for every grain class a line in the
/// assembly's type manifest, so that the runtime neither scans types nor reflects on calls.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class GrainGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var found = context.SyntaxProvider.CreateSyntaxProvider(
            static (node, _) => node is InterfaceDeclarationSyntax { BaseList: not null } or ClassDeclarationSyntax { BaseList: not null },
            static (syntax, cancellation) => Transform(syntax, cancellation)).Where(static output => output is not null);
        context.RegisterSourceOutput(found, static (production, output) => output!.Report(production));
        var parts = context.CompilationProvider.Select(static (compilation, _) => ManifestWriter.ApplicationParts(compilation));
        context.RegisterSourceOutput(found.Collect().Combine(parts), static (production, pair) =>
            production.AddSource("OrleansManifest.g.cs", SourceText.From(ManifestWriter.Write(pair.Left, pair.Right), Encoding.UTF8)));
    }

    private static TypeOutput? Transform(GeneratorSyntaxContext context, CancellationToken cancellation)
    {
        if (context.SemanticModel.GetDeclaredSymbol(context.Node, cancellation) is not INamedTypeSymbol type
            || !Symbols.IsAddressable(type)
            || !IsFirstDeclaration(type, context.Node))
        {
            return null;
        }

        if (type.TypeKind == TypeKind.Class)
            return type.IsAbstract || !Symbols.IsGrainClass(type) ? null : TypeOutput.ForClass(type);
        if (Symbols.IsRuntimeMarker(type))
            return null;
        var problem = Symbols.Unsupported(type);
        return problem is not null ? problem : TypeOutput.ForInterface(type, ProxyWriter.Write(type));
    }

    private static bool IsFirstDeclaration(INamedTypeSymbol type, SyntaxNode node)
    {
        var withBase = type.DeclaringSyntaxReferences
            .Select(reference => reference.GetSyntax())
            .FirstOrDefault(syntax => syntax is TypeDeclarationSyntax { BaseList: not null });
        return withBase is null || (withBase.SyntaxTree == node.SyntaxTree && withBase.Span == node.Span);
    }
}
