using System.Reflection;

namespace Twins.Client.Api.Tests.Fakes;

/// <summary>A grain factory that knows nothing but <c>GetGrain</c> by key.</summary>
public class GrainFactoryProxy : DispatchProxy
{
    /// <summary>The grain of an interface and a key.</summary>
    public Func<Type, object, object> Grain { get; set; } = (type, key) => throw new InvalidOperationException($"There is no {type.Name} {key}.");

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod is { Name: "GetGrain", IsGenericMethod: true }
        ? Grain(targetMethod.GetGenericArguments()[0], args![0]!)
        : throw new NotSupportedException($"The API may not call {targetMethod?.Name}.");
}
