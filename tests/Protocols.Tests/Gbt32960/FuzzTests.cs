using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Twins.Protocols.Gbt32960;

namespace Twins.Protocols.Tests.Gbt32960;

/// <summary>
/// Any bytes give a result: no reader throws or reads beyond the frame, every document is JSON, and every whole frame with a right check code is encoded back to
/// itself. <c>TWINS_FUZZ=10000000</c> sets the number of mutated frames, <c>TWINS_FUZZ_SEED</c> where their numbers begin.
/// </summary>
public class FuzzTests
{
    private const int DefaultCount = 5_000;

    // Stands for half of a surrogate pair, which only text can hold.
    private const string Half = "@half@";

    [Fact]
    public void Mutated_frames_of_both_editions_give_results()
    {
        var count = Setting("TWINS_FUZZ", DefaultCount);
        var first = Setting("TWINS_FUZZ_SEED", 0);
        for (var i = 0; i < count; i++)
        {
            var frame = Mutants.Make(first + i);
            try
            {
                Examine(frame);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Frame {first + i}: {Convert.ToHexStringLower(frame)}", error);
            }
        }
    }

    [Fact]
    public void Streams_of_mutated_frames_give_the_same_verdicts_however_they_are_split()
    {
        const int Glued = 10;
        var count = Setting("TWINS_FUZZ", DefaultCount) / Glued;
        var first = Setting("TWINS_FUZZ_SEED", 0);
        for (var i = 0; i < count; i++)
        {
            var random = new Random(first + i);
            byte[] stream = [.. Enumerable.Range(first + i * Glued, Glued).SelectMany(Mutants.Make)];
            var whole = FramerTests.Read(stream, []);
            var split = FramerTests.Read(stream, Enumerable.Range(0, 40).Select(_ => random.Next(1, 200)));
            Assert.True(whole.Found.SequenceEqual(split.Found) && (whole.Skipped, whole.Left) == (split.Skipped, split.Left), $"Stream {first + i}: {Convert.ToHexStringLower(stream)}");
        }
    }

    [Fact]
    public void Mutated_documents_are_encoded_or_refused_with_a_sentence()
    {
        var documents = Mutants.Seeds.Select(seed => Documents.DecodeText(Convert.ToHexString(seed))).ToArray();
        var count = Setting("TWINS_FUZZ", DefaultCount);
        var first = Setting("TWINS_FUZZ_SEED", 0);
        for (var i = 0; i < count; i++)
        {
            var random = new Random(first + i);
            var document = JsonNode.Parse(documents[random.Next(documents.Length)])!;
            Mutate(document, random);
            var text = document.ToJsonString().Replace(Half, "\\ud800", StringComparison.Ordinal);
            try
            {
                using var parsed = JsonDocument.Parse(text);
                FrameView.TryCreate(FrameEncoder.Encode(parsed.RootElement), out var frame);
                Assert.True(frame.IsCheckCodeRight);
            }
            catch (FormatException refusal)
            {
                Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
                Assert.True(refusal.InnerException is not InvalidOperationException || text.Contains("\\ud800", StringComparison.Ordinal));
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Document {first + i}: {text}", error);
            }
        }
    }

    // Replaces or removes something, as deep as chance goes.
    private static void Mutate(JsonNode node, Random random)
    {
        if (node is JsonArray { Count: > 0 } array)
        {
            var index = random.Next(array.Count);
            if (array[index] is JsonObject or JsonArray && random.Next(3) > 0)
                Mutate(array[index]!, random);
            else
                array[index] = Anything(random);
        }
        else if (node is JsonObject { Count: > 0 } members)
        {
            var (name, value) = members.ElementAt(random.Next(members.Count));
            if (value is JsonObject or JsonArray && random.Next(3) > 0)
                Mutate(value, random);
            else if (random.Next(4) == 0)
                members.Remove(name);
            else if (random.Next(12) == 0)
                members[Half] = 1;
            else
                members[name] = Anything(random);
        }
    }

    private static JsonNode? Anything(Random random) => random.Next(13) switch
    {
        0 => null,
        1 => JsonValue.Create(-1),
        2 => JsonValue.Create(random.Next(300)),
        3 => JsonValue.Create(1e300),
        4 => JsonValue.Create(0.123456789),
        5 => JsonValue.Create(""),
        6 => JsonValue.Create("invalid"),
        7 => JsonValue.Create("\uD83D\uDE00"),
        8 => JsonValue.Create(true),
        9 => new JsonArray(1, "a", null),
        10 => new JsonObject { ["id"] = 5, ["0"] = "abnormal" },
        11 => JsonValue.Create(Half),
        _ => JsonValue.Create("9999-12-31T23:59:59Z"),
    };

    [Fact]
    public void Random_bytes_give_results() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => Examine(bytes)).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    // A header that declares 65,545 bytes and repeats; one that cannot be; a body cut by a user's own parameter; domains before and after their lengths; lengths above the table's;
    // lists whose counts are marks; a wrong check code.
    [Theory]
    [InlineData("232302fefff0232302fefff0232302fefff0232302fefff0")]
    [InlineData("2323ff99000000000000000000000000000000000000fff0")]
    [InlineData("232380014c54574e4130303030303030303033373101000d190102030405020127108000011c")]
    [InlineData("2323810100000000000000000000000000000000000100101901020304050304020600500561628c")]
    [InlineData("232381fe0000000000000000000000000000000000010009190102030405ff0000")]
    [InlineData("232307fe0000000000000000000000000000000000fffc")]
    [InlineData("232301fe4c54574e4130303030303030303033373101001e1901020304050001383938360000000000000000000000000000000000fffe00")]
    [InlineData("232307fe313233343536373839303132333435363700000006")]
    public void Kept_findings_give_results(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        Examine(bytes);
        if (bytes.Length > FrameView.Overhead)
            Examine(Mutants.Seal(bytes));
    }

    [Fact]
    public void Hostile_bytes_allocate_nothing_in_place_and_a_document_a_bounded_amount()
    {
        var mutants = Enumerable.Range(0, 2_000).Select(Mutants.Make).ToArray();
        Walk(mutants);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Walk(mutants);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        var document = new ArrayBufferWriter<byte>(1024 * 1024);
        using var writer = new Utf8JsonWriter(document);
        foreach (var frame in mutants)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            FrameJson.Decode(writer, 1, frame);
            writer.Flush();
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 * 1024 + 200 * frame.Length);
            document.ResetWrittenCount();
            writer.Reset();
        }
    }

    // What a receiver does before it knows whether a frame is worth anything.
    private static void Walk(byte[][] frames)
    {
        foreach (var bytes in frames)
        {
            if (!FrameView.TryCreate(bytes, out var frame) || !frame.IsCheckCodeRight || !frame.TryGetTime(out _))
                continue;
            var units = frame.Units;
            while (units.MoveNext())
                Touching.TouchUnit(units.Kind, units.Edition, units.Body);
            SignatureUnit.TryFind(frame, out _);
        }
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private static void Examine(byte[] bytes)
    {
        Examine(bytes, CustomUnits.Opaque);
        if (bytes.Length > FrameView.HeaderLength && bytes[0] == '#' && bytes[2] == (byte)Command.Reissue)
            Examine(bytes, CustomUnits.ShanghaiBus);
    }

    private static void Examine(byte[] bytes, CustomUnits custom)
    {
        var document = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(document))
            FrameJson.Decode(writer, 1, bytes, custom);
        using var parsed = JsonDocument.Parse(document.WrittenMemory);
        var buffer = new ReadOnlySequence<byte>(bytes);
        var verdict = new Framer().TryRead(ref buffer, out var found);
        if (!FrameView.TryCreate(bytes, custom, out var frame))
            return;
        Touching.Touch(frame);
        if (!frame.IsCheckCodeRight)
            return;
        var isPossible = frame.Answer is AnswerFlag.Command or (>= AnswerFlag.Success and <= AnswerFlag.DecryptionError) && frame.Encryption is <= Encryption.Sm4 or >= Encryption.Abnormal;
        Assert.Equal(isPossible ? FrameVerdict.Frame : FrameVerdict.WrongHeader, verdict);
        if (isPossible)
            Assert.Equal(bytes, found.ToArray());
        var encoded = FrameEncoder.Encode(parsed.RootElement);
        if (!bytes.AsSpan().SequenceEqual(encoded))
            Assert.Equal(Convert.ToHexStringLower(bytes), Convert.ToHexStringLower(encoded));
        if (frame.Command == Command.VehicleLogin && frame.Answer == AnswerFlag.Command && !frame.IsEncrypted)
            Assert.Equal((bool)parsed.RootElement.GetProperty("ok").GetBoolean(), VehicleLogin.TryRead(frame, out _, out _));
    }
}
