using System.Text.Json;

namespace Twins.Engine.Conformance;

/// <summary>
/// Sends every argument and every result through JSON, so that no test passes only because caller and grain share an object.
/// Switched on for a run by <c>TWINS_ROUNDTRIP=1</c>; references, tokens and types that JSON cannot carry pass as they are.
/// </summary>
public sealed class JsonRoundTrip : IIncomingGrainCallFilter
{
    /// <summary>Whether the run asks for it.</summary>
    public static bool Enabled => Environment.GetEnvironmentVariable("TWINS_ROUNDTRIP") == "1";

    /// <inheritdoc/>
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.InterfaceMethod is not { DeclaringType.IsInterface: true } method || method.GetParameters().Length != context.Request.GetArgumentCount())
        {
            await context.Invoke();
            return;
        }

        var parameters = method.GetParameters();
        for (var index = 0; index < parameters.Length; index++)
        {
            if (Carried(parameters[index].ParameterType) && context.Request.GetArgument(index) is { } argument)
                context.Request.SetArgument(index, Copy(argument, parameters[index].ParameterType)!);
        }

        await context.Invoke();
        if (method.ReturnType.IsGenericType && Carried(method.ReturnType.GetGenericArguments()[0]) && context.Result is { } result)
            context.Response = Typed(Copy(result, method.ReturnType.GetGenericArguments()[0]), method.ReturnType.GetGenericArguments()[0]);
    }

    private static object? Copy(object value, Type type) => JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(value, type), type);

    private static Orleans.Serialization.Invocation.Response Typed(object? value, Type type)
        => (Orleans.Serialization.Invocation.Response)typeof(Orleans.Serialization.Invocation.Response)
            .GetMethod(nameof(Orleans.Serialization.Invocation.Response.FromResult))!.MakeGenericMethod(type).Invoke(null, [value])!;

    private static bool Carried(Type type)
        => !typeof(IAddressable).IsAssignableFrom(type) && type != typeof(CancellationToken) && !type.IsInterface && type != typeof(object) && !typeof(Delegate).IsAssignableFrom(type);
}
