using System.Runtime.ExceptionServices;

namespace Orleans.Serialization.Invocation;

/// <summary>The outcome of a call: a result or an exception.</summary>
public abstract class Response
{
    /// <summary>Success without a result.</summary>
    public static Response Completed { get; } = new SuccessResponse();

    /// <summary>The result; null where there is none.</summary>
    /// <exception cref="Exception">The call ended with this exception.</exception>
    public abstract object? Result { get; set; }

    /// <summary>The exception the call ended with; null after success.</summary>
    public abstract Exception? Exception { get; set; }

    /// <summary>A response with an exception.</summary>
    public static Response FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return new ExceptionResponse { Exception = exception };
    }

    /// <summary>A response with a result.</summary>
    public static Response FromResult<TResult>(TResult value) => new Response<TResult> { TypedResult = value };

    /// <summary>The result, as the type it has.</summary>
    /// <exception cref="Exception">The call ended with this exception.</exception>
    public abstract T GetResult<T>();

    /// <summary>The result or the exception as text.</summary>
    public override string ToString() => Exception is { } exception ? exception.ToString() : Result?.ToString() ?? "[null]";

    private static InvalidOperationException Fixed() => new("The outcome of a call that has ended cannot be set");

    private sealed class SuccessResponse : Response
    {
        public override object? Result { get => null; set => throw Fixed(); }

        public override Exception? Exception { get => null; set => throw Fixed(); }

        public override T GetResult<T>() => default!;
    }

    private sealed class ExceptionResponse : Response
    {
        public override object? Result { get => GetResult<object>(); set => throw Fixed(); }

        public override Exception? Exception { get; set; }

        public override T GetResult<T>()
        {
            ExceptionDispatchInfo.Throw(Exception!);
            return default!;
        }
    }
}

/// <summary>The outcome of a call that returns a value.</summary>
public sealed class Response<TResult> : Response
{
    /// <summary>The result.</summary>
    public TResult? TypedResult { get; set; }

    /// <inheritdoc/>
    public override Exception? Exception { get => null; set => throw new InvalidOperationException("A result cannot be made an exception"); }

    /// <inheritdoc/>
    public override object? Result { get => TypedResult; set => TypedResult = (TResult?)value; }

    /// <inheritdoc/>
    public override T GetResult<T>() => typeof(T) == typeof(TResult) ? (T)(object)TypedResult! : (T)Result!;
}
