using System.Text.Json;
using System.Text.Json.Serialization;

namespace Twins.Client.Api.Http;

/// <summary>Times in UTC with milliseconds and <c>Z</c>, always 24 characters.</summary>
internal sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    internal const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    internal const int Length = 24;

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[Length];
        writer.WriteStringValue(text[..Put(value, text)]);
    }

    /// <summary>Writes the text into <paramref name="to"/>, which has room for <see cref="Length"/> bytes; returns the bytes written.</summary>
    internal static int Put(DateTimeOffset value, Span<byte> to) => value.UtcDateTime.TryFormat(to, out var written, Format, ApiJson.Invariant)
        ? written
        : throw new ArgumentException($"A time needs {Length} bytes.", nameof(to));
}
