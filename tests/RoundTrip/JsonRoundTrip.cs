using Orleans.Serialization.Invocation;

namespace Twins.RoundTrip;

/// <summary>Copies every argument and every result of a grain call, so that no test passes only because caller and grain share an object.</summary>
public sealed class JsonRoundTrip : IIncomingGrainCallFilter
{
    /// <summary>How many calls were copied in this process.</summary>
    public static long Calls => Interlocked.Read(ref s_calls);

    private static long s_calls;

    /// <inheritdoc/>
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.InterfaceMethod?.DeclaringType is not { IsInterface: true } type || type.Namespace!.StartsWith(nameof(Orleans), StringComparison.Ordinal))
        {
            await context.Invoke();
            return;
        }

        Interlocked.Increment(ref s_calls);
        for (var index = 0; index < context.Request.GetArgumentCount(); index++)
        {
            if (context.Request.GetArgument(index) is { } argument)
                context.Request.SetArgument(index, JsonCopy.Of(argument));
        }

        await context.Invoke();
        if (context.Result is { } result)
            context.Response = Respond(JsonCopy.Of(result), context.InterfaceMethod.ReturnType);
    }

    private static Response Respond(object value, Type returned) =>
        (Response)typeof(Response).GetMethod(nameof(Response.FromResult))!.MakeGenericMethod(returned.GetGenericArguments()[0]).Invoke(null, [value])!;
}
