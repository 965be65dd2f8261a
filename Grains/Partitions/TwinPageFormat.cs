using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Twins.Grains.Snapshots;

namespace Twins.Grains.Partitions;

/// <summary>
/// A page as grain storage keeps it: JSON with schema and position, and all twins as bytes. A city's pages are written again and again, and twins as JSON would be
/// four times as long.
/// </summary>
internal sealed class TwinPageFormat : JsonConverter<TwinPage>
{
    private static ReadOnlySpan<byte> Schema => "Schema"u8;

    private static ReadOnlySpan<byte> Position => "Position"u8;

    private static ReadOnlySpan<byte> Twins => "Twins"u8;

    public override void Write(Utf8JsonWriter writer, TwinPage value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber(Schema, value.Schema);
        writer.WriteNumber(Position, value.Position);
        SnapshotWriter.Write(value.Twins, static (to, twins) => to.Items(twins, WriteTwin), writer, static (bytes, writer) => writer.WriteBase64String(Twins, bytes));
        writer.WriteEndObject();
    }

    public override TwinPage Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var (schema, position) = (0, 0L);
        byte[] twins = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals(Schema)) schema = reader.Read() ? reader.GetInt32() : 0;
            else if (reader.ValueTextEquals(Position)) position = reader.Read() ? reader.GetInt64() : 0;
            else if (reader.ValueTextEquals(Twins)) twins = reader.Read() ? reader.GetBytesFromBase64() : [];
            else reader.Skip();
        }

        // What a page of another schema holds is not known; who reads it looks at the schema first.
        return new TwinPage(schema, position, schema == TwinPage.CurrentSchema ? ReadTwins(twins) : []);
    }

    private static ImmutableArray<PagedTwin> ReadTwins(byte[] bytes)
    {
        try
        {
            var from = new SnapshotReader(bytes);
            var twins = from.Items(ReadTwin);
            from.End();
            return twins;
        }
        catch (InvalidDataException e)
        {
            throw new JsonException($"The twins of a page cannot be read: {e.Message}.", e);
        }
    }

    private static void WriteTwin(SnapshotWriter to, PagedTwin twin)
    {
        to.Text(twin.Id);
        to.Number(twin.Sequence);
        TwinRowFormat.Write(to, twin.Row);
        to.Bytes(twin.Snapshot.Span);
    }

    private static PagedTwin ReadTwin(ref SnapshotReader from)
    {
        var (id, sequence) = (from.Text(), from.Number());
        return new PagedTwin(id, sequence, TwinRowFormat.Read(id, ref from), from.BytesInPlace());
    }
}
