using System.Collections;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;

namespace Twins.Engine.Conformance;

/// <summary>
/// What makes passing by reference and copying mean the same: walks every grain interface of an assembly and every type that its methods
/// take or return, and names what breaks the contract. Link this file into the tests of an assembly that declares messages.
/// </summary>
public static class ContractChecks
{
    private static readonly Type[] Holders = [typeof(IPersistentState<>), typeof(IGrainState<>), typeof(GrainState<>), typeof(Orleans.Streams.IAsyncObserver<>), typeof(Orleans.Streams.IAsyncStream<>)];

    /// <summary>One line for each breach; empty when the contract is kept.</summary>
    public static IReadOnlyList<string> Breaches(params Assembly[] assemblies)
    {
        var breaches = new List<string>();
        var seen = new HashSet<Type>();
        foreach (var type in assemblies.SelectMany(assembly => assembly.GetTypes()).Where(type => type.IsInterface && typeof(IAddressable).IsAssignableFrom(type)))
        {
            Require(type.IsDefined(typeof(AliasAttribute), false), $"{type} has no [Alias]", breaches);
            foreach (var method in type.GetMethods())
            {
                Require(method.IsDefined(typeof(AliasAttribute)), $"{type}.{method.Name} has no [Alias]", breaches);
                foreach (var used in method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType))
                    Message(used, $"{type.Name}.{method.Name}", assemblies, seen, breaches);
            }
        }

        foreach (var type in assemblies.SelectMany(assembly => assembly.GetTypes()).Where(type => type.IsDefined(typeof(GenerateSerializerAttribute)) || typeof(Exception).IsAssignableFrom(type)))
            Message(type, "declared", assemblies, seen, breaches);
        foreach (var (holder, stored) in assemblies.SelectMany(assembly => assembly.GetTypes()).SelectMany(Stored))
            Message(stored, $"stored by {holder.Name}", assemblies, seen, breaches);
        foreach (var group in assemblies.SelectMany(assembly => assembly.GetTypes()).SelectMany(type => type.GetCustomAttributes<AliasAttribute>(inherit: false).Select(alias => (alias.Alias, type))).GroupBy(pair => pair.Alias).Where(group => group.Count() > 1))
            breaches.Add($"the alias {group.Key} stands for {string.Join(" and ", group.Select(pair => pair.type))}");
        return breaches;
    }

    /// <summary>What a class stores or takes from streams: the T of its states, and of the observers that it is.</summary>
    private static IEnumerable<(Type Holder, Type Stored)> Stored(Type type)
    {
        const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        return type.GetFields(Own).Select(field => field.FieldType)
            .Concat(type.GetConstructors(Own).SelectMany(constructor => constructor.GetParameters()).Select(parameter => parameter.ParameterType))
            .Concat(type.GetMethods(Own).SelectMany(method => method.GetMethodBody()?.LocalVariables ?? []).Select(local => local.LocalType))
            .Concat(type.GetInterfaces())
            .Where(used => used.IsGenericType && Holders.Contains(used.GetGenericTypeDefinition()) && !used.ContainsGenericParameters)
            .Select(used => (type, used.GetGenericArguments()[0]));
    }

    private static void Message(Type type, string where, Assembly[] assemblies, HashSet<Type> seen, List<string> breaches)
    {
        if (type.HasElementType)
            Message(type.GetElementType()!, where, assemblies, seen, breaches);
        foreach (var argument in type.IsGenericType ? type.GetGenericArguments() : [])
            Message(argument, where, assemblies, seen, breaches);
        if (typeof(IAddressable).IsAssignableFrom(type) || !assemblies.Contains(type.Assembly) || !seen.Add(type))
            return;
        Require(type.IsDefined(typeof(GenerateSerializerAttribute), false), $"{type} ({where}) has no [GenerateSerializer]", breaches);
        if (!type.IsEnum && !typeof(Exception).IsAssignableFrom(type))
            Require(type.IsDefined(typeof(AliasAttribute), false), $"{type} ({where}) has no [Alias]", breaches);
        if (type.IsEnum)
            return;
        Ids(type, breaches);
        var immutable = type.IsDefined(typeof(ImmutableAttribute), false);
        foreach (var property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly).Where(property => property.GetIndexParameters().Length == 0))
        {
            if (immutable && property.IsDefined(typeof(IdAttribute)))
            {
                Require(!Settable(property), $"{type}.{property.Name} can be set, though {type.Name} is [Immutable]", breaches);
                Require(!MutableCollection(property.PropertyType), $"{type}.{property.Name} is a {property.PropertyType.Name}, which can be changed, though {type.Name} is [Immutable]", breaches);
            }

            if (property.IsDefined(typeof(IdAttribute)))
                Message(property.PropertyType, type.Name, assemblies, seen, breaches);
        }
    }

    private static void Ids(Type type, List<string> breaches)
    {
        const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var ids = type.GetMembers(Own).SelectMany(member => member.GetCustomAttributes<IdAttribute>()).Select(attribute => attribute.Id).ToList();
        foreach (var id in ids.GroupBy(id => id).Where(group => group.Count() > 1))
            breaches.Add($"{type} has two members with [Id({id.Key})]");
        foreach (var property in type.GetProperties(Own).Where(property => property.GetMethod?.IsPublic == true && property.SetMethod is not null && property.GetIndexParameters().Length == 0))
            Require(property.IsDefined(typeof(IdAttribute)), $"{type}.{property.Name} has no [Id], so that it would be lost", breaches);
    }

    private static bool Settable(PropertyInfo property)
        => property.SetMethod is { IsPublic: true } setter && !setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit));

    private static bool MutableCollection(Type type)
    {
        if (type == typeof(string) || !typeof(IEnumerable).IsAssignableFrom(type))
            return false;
        var name = type.FullName ?? "";
        return !name.StartsWith(typeof(ImmutableArray).Namespace!, StringComparison.Ordinal)
            && !(type.IsInterface && name.Contains("IReadOnly", StringComparison.Ordinal))
            && !(type.IsGenericType && type.GetGenericTypeDefinition() == typeof(FrozenDictionary<,>))
            && !type.IsArray;
    }

    private static void Require(bool kept, string breach, List<string> breaches)
    {
        if (!kept)
            breaches.Add(breach);
    }
}
