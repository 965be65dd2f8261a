using System.Reflection;

namespace Twins.Engine.Conformance;

/// <summary>The public types and members of assemblies, one line each, in a form that does not depend on which assembly they are in.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Of(Assembly assembly)
        => assembly.GetExportedTypes().Where(type => !type.Namespace!.StartsWith("OrleansCodeGen", StringComparison.Ordinal)).SelectMany(Of);

    private static IEnumerable<string> Of(Type type)
    {
        yield return $"{Kind(type)} {Name(type)}";
        foreach (var member in type.GetMembers(Declared).Where(Visible))
        {
            var line = member switch
            {
                ConstructorInfo constructor => $"{Name(type)}({Parameters(constructor)})",
                MethodInfo { IsSpecialName: false } method => $"{Name(method.ReturnType)} {Name(type)}.{method.Name}{Generics(method)}({Parameters(method)})",
                MethodInfo { IsSpecialName: true } method when method.Name.StartsWith("op_", StringComparison.Ordinal) => $"{Name(method.ReturnType)} {Name(type)}.{method.Name}({Parameters(method)})",
                PropertyInfo property => $"{Name(property.PropertyType)} {Name(type)}.{property.Name} {{ {Accessors(property)} }}",
                FieldInfo { IsSpecialName: false } field => $"{Name(field.FieldType)} {Name(type)}.{field.Name}",
                _ => null,
            };
            if (line is not null && !(type.IsSubclassOf(typeof(Delegate)) && member.Name != "Invoke"))
                yield return line;
        }
    }

    private static string Kind(Type type)
        => type.IsInterface ? "interface" : type.IsEnum ? "enum" : type.IsValueType ? "struct" : type.IsSubclassOf(typeof(Delegate)) ? "delegate"
            : type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsAbstract ? "abstract class" : "class";

    private static bool Visible(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(Visible),
        FieldInfo field => field.IsPublic || field.IsFamily,
        _ => false,
    };

    private static string Accessors(PropertyInfo property)
        => string.Join(" ", new[] { property.GetMethod is { } get && Visible(get) ? "get;" : null, property.SetMethod is { } set && Visible(set) ? "set;" : null }.OfType<string>());

    private static string Generics(MethodInfo method)
        => method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";

    private static string Parameters(MethodBase method)
        => string.Join(", ", method.GetParameters().Select(parameter => $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? " =" : "")}"));

    private static string Name(Type type)
    {
        if (type.IsGenericParameter)
            return type.Name;
        if (type.HasElementType)
            return Name(type.GetElementType()!) + (type.IsArray ? "[]" : "&");
        var name = type.DeclaringType is { } outer ? $"{Name(outer)}.{type.Name}" : $"{type.Namespace}.{type.Name}";
        return type.IsGenericType ? $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }
}
