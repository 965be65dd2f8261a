using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Makes the states that a grain's constructor asks for.</summary>
internal static class PersistentStateFactory
{
    private static readonly MethodInfo s_create = typeof(PersistentStateFactory).GetMethod(nameof(Create), BindingFlags.Static | BindingFlags.NonPublic)!;

    public static Func<Activation, object> For(Type parameterType, PersistentStateAttribute attribute)
    {
        if (!parameterType.IsGenericType || parameterType.GetGenericTypeDefinition() != typeof(IPersistentState<>))
            throw new InvalidOperationException($"The parameter of the state \"{attribute.StateName}\" must be an IPersistentState<T>, not {parameterType}");
        return s_create.MakeGenericMethod(parameterType.GetGenericArguments()).CreateDelegate<Func<PersistentStateAttribute, Func<Activation, object>>>()(attribute);
    }

    private static Func<Activation, object> Create<TState>(PersistentStateAttribute attribute)
        => activation => new PersistentState<TState>(attribute.StateName, activation, Find(activation, attribute.StorageName));

    private static IGrainStorage Find(Activation activation, string? name)
    {
        var services = activation.Silo.Services;
        return (string.IsNullOrEmpty(name) ? services.GetService<IGrainStorage>() : services.GetKeyedService<IGrainStorage>(name))
            ?? throw new BadProviderConfigException(string.IsNullOrEmpty(name)
                ? $"No default storage provider found loading grain type {activation.GrainId.Type}."
                : $"No storage provider named \"{name}\" found loading grain type {activation.GrainId.Type}.");
    }
}

/// <summary>Makes the state of a grain that has no record.</summary>
internal static class NewState
{
    public static T Create<T>()
        => typeof(T).IsValueType || typeof(T).GetConstructor(Type.EmptyTypes) is not null
            ? Activator.CreateInstance<T>()
            : (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
}
