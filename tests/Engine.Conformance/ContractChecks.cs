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
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
    private static readonly Type[] Sending = [typeof(Orleans.Streams.IAsyncObserver<>), typeof(Orleans.Streams.IAsyncStream<>)];
    private static readonly Type[] Holders = [typeof(IPersistentState<>), typeof(IGrainState<>), typeof(GrainState<>), .. Sending];

    /// <summary>One line for each breach; empty when the contract is kept.</summary>
    public static IReadOnlyList<string> Breaches(params Assembly[] assemblies)
    {
        var breaches = new List<string>();
        var seen = new HashSet<(Type, bool)>();
        foreach (var type in assemblies.SelectMany(assembly => assembly.GetTypes()).Where(type => type.IsInterface && typeof(IAddressable).IsAssignableFrom(type)))
        {
            Require(type.IsDefined(typeof(AliasAttribute), false), $"{type} has no [Alias]", breaches);
            foreach (var method in type.GetMethods())
            {
                Require(method.IsDefined(typeof(AliasAttribute)), $"{type}.{method.Name} has no [Alias]", breaches);
                foreach (var used in method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType))
                    Message(used, $"{type.Name}.{method.Name}", sent: true, assemblies, seen, breaches);
            }
        }

        foreach (var type in assemblies.SelectMany(assembly => assembly.GetTypes()).Where(type => type.IsDefined(typeof(GenerateSerializerAttribute)) || typeof(Exception).IsAssignableFrom(type)))
            Message(type, "declared", sent: false, assemblies, seen, breaches);
        foreach (var (holder, used) in assemblies.SelectMany(assembly => assembly.GetTypes()).SelectMany(Held))
            Message(used.GetGenericArguments()[0], $"held by {holder.Name}", sent: Sending.Contains(used.GetGenericTypeDefinition()), assemblies, seen, breaches);
        foreach (var group in assemblies.SelectMany(assembly => assembly.GetTypes()).SelectMany(type => type.GetCustomAttributes<AliasAttribute>(inherit: false).Select(alias => (alias.Alias, type))).GroupBy(pair => pair.Alias).Where(group => group.Count() > 1))
            breaches.Add($"the alias {group.Key} stands for {string.Join(" and ", group.Select(pair => pair.type))}");
        return breaches;
    }

    /// <summary>What a class stores or takes from streams: the T of its states, and of the observers that it is.</summary>
    private static IEnumerable<(Type Holder, Type Used)> Held(Type type)
    {
        return type.GetFields(Own).Select(field => field.FieldType)
            .Concat(type.GetConstructors(Own).SelectMany(constructor => constructor.GetParameters()).Select(parameter => parameter.ParameterType))
            .Concat(type.GetMethods(Own).SelectMany(method => method.GetMethodBody()?.LocalVariables ?? []).Select(local => local.LocalType))
            .Concat(type.GetInterfaces())
            .Where(used => used.IsGenericType && Holders.Contains(used.GetGenericTypeDefinition()) && !used.ContainsGenericParameters)
            .Select(used => (type, used));
    }

    /// <summary>Walks a type with all that it holds; <paramref name="sent"/> when it is passed by reference, and so must never change.</summary>
    private static void Message(Type type, string where, bool sent, Assembly[] assemblies, HashSet<(Type, bool)> seen, List<string> breaches)
    {
        Require(!sent || !MutableCollection(type), $"{type} ({where}) is sent and can be changed", breaches);
        if (type.HasElementType)
            Message(type.GetElementType()!, where, sent, assemblies, seen, breaches);
        foreach (var argument in type.IsGenericType ? type.GetGenericArguments() : [])
            Message(argument, where, sent, assemblies, seen, breaches);
        if (typeof(IAddressable).IsAssignableFrom(type) || !assemblies.Contains(type.Assembly) || !seen.Add((type, sent)))
            return;
        Require(type.IsDefined(typeof(GenerateSerializerAttribute), false), $"{type} ({where}) has no [GenerateSerializer]", breaches);
        var isException = typeof(Exception).IsAssignableFrom(type);
        if (!type.IsEnum && !isException)
            Require(type.IsDefined(typeof(AliasAttribute), false), $"{type} ({where}) has no [Alias]", breaches);
        if (type.IsEnum)
            return;
        var immutable = type.IsDefined(typeof(ImmutableAttribute), false);
        Require(immutable || isException || !sent, $"{type} ({where}) has no [Immutable], though it is sent", breaches);
        Members(type, immutable, sent, assemblies, seen, breaches);
        if (type.BaseType is { } parent)
            Message(parent, where, sent, assemblies, seen, breaches);
        foreach (var derived in assemblies.SelectMany(assembly => assembly.GetTypes()).Where(candidate => candidate.BaseType == type))
            Message(derived, where, sent, assemblies, seen, breaches);
    }

    private static void Members(Type type, bool immutable, bool sent, Assembly[] assemblies, HashSet<(Type, bool)> seen, List<string> breaches)
    {
        var fields = type.GetFields(Own);
        var properties = type.GetProperties(Own).Where(property => property.GetIndexParameters().Length == 0).ToList();
        var ids = type.GetMembers(Own).SelectMany(member => member.GetCustomAttributes<IdAttribute>()).Select(attribute => attribute.Id);
        foreach (var id in ids.GroupBy(id => id).Where(group => group.Count() > 1))
            breaches.Add($"{type} has two members with [Id({id.Key})]");

        // What is kept in a field: a property that computes its value has none, and is not lost.
        foreach (var field in fields)
        {
            var member = properties.Find(property => field.Name == $"<{property.Name}>k__BackingField") ?? (MemberInfo)field;
            if (!member.IsDefined(typeof(IdAttribute)))
            {
                breaches.Add($"{type}.{member.Name} has no [Id], so that it would be lost");
                continue;
            }

            if (immutable)
            {
                Require(member is PropertyInfo property ? !Settable(property) : field.IsInitOnly, $"{type}.{member.Name} can be set, though {type.Name} is [Immutable]", breaches);
                Require(!MutableCollection(field.FieldType), $"{type}.{member.Name} is a {field.FieldType.Name}, which can be changed, though {type.Name} is [Immutable]", breaches);
            }

            Message(field.FieldType, type.Name, sent, assemblies, seen, breaches);
        }
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
            && !(type.IsGenericType && type.GetGenericTypeDefinition() == typeof(FrozenDictionary<,>));
    }

    private static void Require(bool kept, string breach, List<string> breaches)
    {
        if (!kept)
            breaches.Add(breach);
    }
}
