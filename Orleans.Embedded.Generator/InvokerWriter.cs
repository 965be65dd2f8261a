using System.Text;
using Microsoft.CodeAnalysis;

namespace Orleans.Embedded.Generator;

/// <summary>Writes the request class of one method: its arguments, its options and how to call it on a target.</summary>
internal static class InvokerWriter
{
    private static readonly KeyValuePair<string, string>[] Options =
    [
        new("Orleans.Concurrency.OneWayAttribute", "OneWay"),
        new("Orleans.Concurrency.ReadOnlyAttribute", "ReadOnly"),
        new("Orleans.Concurrency.AlwaysInterleaveAttribute", "AlwaysInterleave"),
    ];

    public static string? BaseType(IMethodSymbol method)
    {
        if (method.ReturnsVoid)
            return "global::Orleans.Runtime.VoidRequest";
        if (method.ReturnType is not INamedTypeSymbol returned || returned.ContainingNamespace.ToDisplayString() != "System.Threading.Tasks")
            return null;
        var kind = returned.Name switch { "Task" => "TaskRequest", "ValueTask" => "Request", _ => null };
        if (kind is null)
            return null;
        return "global::Orleans.Runtime." + (returned.IsGenericType ? $"{kind}<{Symbols.Name(returned.TypeArguments[0])}>" : kind);
    }

    public static void Write(StringBuilder source, IMethodSymbol method, string name)
    {
        var target = Symbols.Name(method.ContainingType);
        var token = CancellationParameter(method);
        source.Append($"\n    internal sealed class {name} : {BaseType(method)}\n    {{\n");
        source.Append($"        private static readonly global::System.Reflection.MethodInfo s_method = typeof({target}).GetMethod(\"{method.Name}\", new global::System.Type[] {{ {Types(method)} }});\n");
        for (var index = 0; index < method.Parameters.Length; index++)
            source.Append($"        public {Symbols.Name(method.Parameters[index].Type)} arg{index};\n");
        source.Append($"        private {target} _target;\n");
        if (token >= 0)
            source.Append("        private global::System.Threading.CancellationTokenSource _cts;\n");
        source.Append($"        public {name}() {{{string.Concat(Options.Where(option => Symbols.Has(method, option.Key)).Select(option => $" AddInvokeMethodOptions(global::Orleans.CodeGeneration.InvokeMethodOptions.{option.Value});"))} }}\n");
        WriteArguments(source, method);
        source.Append($"        public override string GetMethodName() => \"{method.Name}\";\n");
        source.Append($"        public override string GetInterfaceName() => \"{Symbols.PlainName(method.ContainingType)}\";\n");
        source.Append($"        public override global::System.Type GetInterfaceType() => typeof({target});\n");
        source.Append("        public override global::System.Reflection.MethodInfo GetMethod() => s_method;\n");
        source.Append("        public override object GetTarget() => _target;\n");
        WriteCancellation(source, token, target);
        WriteDispose(source, method, token, name);
        source.Append($"        protected override {Symbols.Name(method.ReturnType)} InvokeInner() => _target.{method.Name}({string.Join(", ", method.Parameters.Select((_, index) => $"arg{index}"))});\n    }}\n");
    }

    private static void WriteArguments(StringBuilder source, IMethodSymbol method)
    {
        var count = method.Parameters.Length;
        if (count == 0)
            return;
        source.Append($"        public override int GetArgumentCount() => {count};\n");
        source.Append($"        public override object GetArgument(int index) => index switch {{ {string.Join(", ", Enumerable.Range(0, count).Select(index => $"{index} => arg{index}"))}, _ => throw new global::System.ArgumentOutOfRangeException(nameof(index)) }};\n");
        source.Append("        public override void SetArgument(int index, object value)\n        {\n            switch (index)\n            {\n");
        for (var index = 0; index < count; index++)
            source.Append($"                case {index}: arg{index} = ({Symbols.Name(method.Parameters[index].Type)})value; break;\n");
        source.Append("                default: throw new global::System.ArgumentOutOfRangeException(nameof(index));\n            }\n        }\n");
    }

    /// <summary>The callee gets a token of its own, cancelled through <c>TryCancel</c>, so that its callbacks run in its turns and not in the caller's.</summary>
    private static void WriteCancellation(StringBuilder source, int token, string target)
    {
        source.Append("        public override void SetTarget(global::Orleans.Serialization.Invocation.ITargetHolder holder)\n        {\n");
        source.Append($"            _target = ({target})holder.GetTarget();\n");
        if (token >= 0)
            source.Append($"            _cts = new global::System.Threading.CancellationTokenSource();\n            arg{token} = _cts.Token;\n");
        source.Append("        }\n");
        if (token < 0)
            return;
        source.Append("        public override bool IsCancellable => true;\n");
        source.Append($"        public override global::System.Threading.CancellationToken GetCancellationToken() => arg{token};\n");
        source.Append("        public override bool TryCancel()\n        {\n            if (_cts is not { } cts) return false;\n            cts.Cancel(false);\n            return true;\n        }\n");
    }

    private static void WriteDispose(StringBuilder source, IMethodSymbol method, int token, string name)
    {
        source.Append("        public override void Dispose()\n        {\n            _target = default;\n");
        for (var index = 0; index < method.Parameters.Length; index++)
            source.Append($"            arg{index} = default;\n");
        if (token >= 0)
            source.Append("            _cts?.Dispose();\n            _cts = null;\n");
        source.Append($"            global::Orleans.Serialization.Invocation.InvokablePool.Return<{name}>(this);\n        }}\n");
    }

    private static int CancellationParameter(IMethodSymbol method)
    {
        for (var index = 0; index < method.Parameters.Length; index++)
        {
            if (Symbols.PlainName(method.Parameters[index].Type) == "System.Threading.CancellationToken")
                return index;
        }

        return -1;
    }

    private static string Types(IMethodSymbol method) => string.Join(", ", method.Parameters.Select(parameter => $"typeof({Symbols.Name(parameter.Type)})"));
}
