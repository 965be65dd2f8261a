using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Twins.Protocols.Gbt32960;

namespace Twins.Protocols.Tests.Gbt32960;

/// <summary>Clause 6.2: a frame is found by its start bytes and its length, and believed by its check code.</summary>
public class FramerTests
{
    private const string Vin = "LTWNA000000000037";

    private static byte[] Heartbeat(string id = Vin, Edition edition = Edition.V2016)
    {
        var buffer = new byte[64];
        return buffer[..FrameWriter.Bodiless(buffer, edition, Command.Heartbeat, id)];
    }

    private static byte[] Logout(Edition edition, int sequence)
    {
        var buffer = new byte[64];
        var time = new DateTimeOffset(2019, 12, 30, 5, 51, 45, TimeSpan.Zero);
        return buffer[..FrameWriter.Logout(buffer, edition, Command.VehicleLogout, Vin, time, sequence)];
    }

    // Feeds the stream in the given pieces, as a connection does, and returns verdicts with their bytes.
    internal static (List<(FrameVerdict Verdict, string Hex)> Found, long Skipped, long Left) Read(byte[] stream, IEnumerable<int> pieces, int max = 65556)
    {
        var framer = new Framer(max);
        var found = new List<(FrameVerdict, string)>();
        var at = 0;
        var pending = Array.Empty<byte>();
        foreach (var piece in pieces.Append(stream.Length))
        {
            var next = stream.AsSpan(at, Math.Min(piece, stream.Length - at)).ToArray();
            at += next.Length;
            var buffer = Join(pending, next);
            FrameVerdict verdict;
            while ((verdict = framer.TryRead(ref buffer, out var frame)) != FrameVerdict.NeedMore)
                found.Add((verdict, Convert.ToHexString(frame.ToArray())));
            pending = buffer.ToArray();
        }
        return (found, framer.SkippedBytes, pending.Length);
    }

    // A sequence of two segments, so that a frame crosses their border.
    private static ReadOnlySequence<byte> Join(byte[] first, byte[] second)
    {
        var head = new Segment(first, 0);
        var tail = new Segment(second, first.Length);
        head.Link(tail);
        return new ReadOnlySequence<byte>(head, 0, tail, second.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] memory, long index) => (Memory, RunningIndex) = (memory, index);

        public void Link(Segment next) => Next = next;
    }

    private static string Hex(byte[] bytes) => Convert.ToHexString(bytes);

    [Fact]
    public void Frames_of_both_editions_glued_into_one_segment_come_out_one_by_one()
    {
        byte[][] frames = [Heartbeat(), Logout(Edition.V2025, 7), Logout(Edition.V2016, 9)];
        var (found, skipped, left) = Read([.. frames.SelectMany(f => f)], []);
        Assert.Equal(frames.Select(f => (FrameVerdict.Frame, Hex(f))), found);
        Assert.Equal((0L, 0L), (skipped, left));
    }

    [Fact]
    public void A_frame_that_is_not_whole_stays_in_the_buffer()
    {
        var frame = Logout(Edition.V2016, 1);
        for (var length = 0; length < frame.Length; length++)
            Assert.Equal(length, Read(frame[..length], []).Left);
    }

    [Fact]
    public void Garbage_before_a_frame_is_skipped_and_counted()
    {
        byte[] garbage = [0x00, 0x23, 0x24, 0x23, 0xFF, 0x24];
        var (found, skipped, left) = Read([.. garbage, .. Heartbeat()], []);
        Assert.Equal([(FrameVerdict.Frame, Hex(Heartbeat()))], found);
        Assert.Equal((6L, 0L), (skipped, left));
    }

    [Fact]
    public void A_wrong_check_code_is_reported_once_and_the_frame_behind_it_is_found()
    {
        var bad = Logout(Edition.V2016, 1);
        bad[^1] ^= 1;
        var (found, skipped, left) = Read([.. bad, .. Heartbeat()], []);
        Assert.Equal([(FrameVerdict.WrongCheckCode, Hex(bad)), (FrameVerdict.Frame, Hex(Heartbeat()))], found);
        Assert.Equal((bad.Length, 0L), ((int)skipped, left));
    }

    [Fact]
    public void A_length_that_was_damaged_upwards_swallows_no_frame_behind_it()
    {
        var bad = Logout(Edition.V2016, 1);
        bad[23] += (byte)(2 * Heartbeat().Length);
        byte[] stream = [.. bad, .. Heartbeat("A"), .. Heartbeat("B"), .. Heartbeat("C")];
        var (found, _, left) = Read(stream, []);
        Assert.Equal(FrameVerdict.WrongCheckCode, found[0].Verdict);
        Assert.Equal(new[] { Heartbeat("A"), Heartbeat("B"), Heartbeat("C") }.Select(f => (FrameVerdict.Frame, Hex(f))), found.Skip(1));
        Assert.Equal(0, left);
    }

    [Fact]
    public void A_header_that_declares_more_than_allowed_is_refused_before_its_bytes_arrive()
    {
        var bad = Logout(Edition.V2016, 1);
        bad[22] = 0xFF;
        var (found, _, _) = Read([.. bad, .. Heartbeat()], [], max: 1024);
        Assert.Equal([(FrameVerdict.TooLong, Hex(bad[..24])), (FrameVerdict.Frame, Hex(Heartbeat()))], found);
    }

    [Fact]
    public void Start_bytes_inside_a_payload_do_not_split_a_frame()
    {
        var buffer = new byte[128];
        var writer = FrameWriter.Report(buffer, Edition.V2016, Command.Realtime, Vin, new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));
        writer.Custom(0x80, "##$$####"u8);
        var frame = buffer[..writer.Finish()];
        Assert.Equal([(FrameVerdict.Frame, Hex(frame)), (FrameVerdict.Frame, Hex(frame))], Read([.. frame, .. frame], []).Found);
    }

    [Fact]
    public void A_header_that_cannot_be_is_told_once_and_hides_no_frame_behind_it()
    {
        var impossible = Convert.FromHexString("2323FF99" + new string('0', 36) + "FFF0");
        var heartbeats = Enumerable.Repeat(Heartbeat(), 1000).ToArray();
        var (found, skipped, left) = Read([.. impossible, .. heartbeats.SelectMany(f => f)], []);
        Assert.Equal([(FrameVerdict.WrongHeader, Hex(impossible)), .. heartbeats.Select(f => (FrameVerdict.Frame, Hex(f)))], found);
        Assert.Equal((impossible.Length, 0L), ((int)skipped, left));
    }

    [Theory]
    [InlineData(3, 0x00)]
    [InlineData(3, 0x08)]
    [InlineData(21, 0x06)]
    [InlineData(21, 0xFD)]
    public void An_answer_flag_or_an_encryption_that_does_not_exist_is_no_header(int place, byte value)
    {
        var wrong = Heartbeat();
        wrong[place] = value;
        Assert.Equal([(FrameVerdict.WrongHeader, Hex(wrong[..24])), (FrameVerdict.Frame, Hex(Heartbeat()))], Read([.. wrong, .. Heartbeat()], []).Found);
    }

    // 23 23 02 FE FF F0 again and again: every six bytes a header whose check code is that of 65,545 bytes.
    private static byte[] FalseStarts(int count) => [.. Enumerable.Repeat(Convert.FromHexString("232302FEFFF0"), count).SelectMany(b => b)];

    [Fact]
    public void Headers_without_end_are_garbage_after_a_bounded_number_of_checks()
    {
        var framer = new Framer();
        var buffer = new ReadOnlySequence<byte>(FalseStarts(256 * 1024 / 6));
        Assert.Equal(FrameVerdict.WrongCheckCode, framer.TryRead(ref buffer, out _));
        Assert.Equal(FrameVerdict.Garbage, framer.TryRead(ref buffer, out var header));
        Assert.Equal(FrameView.HeaderLength, header.Length);
        Assert.InRange(framer.SkippedBytes, 1, 6 * (1 + Framer.MaxDebt / 65_545));
    }

    [Fact]
    public void Good_frames_between_them_do_not_buy_more_checks_than_they_are_long()
    {
        byte[] block = [.. Heartbeat(), .. FalseStarts(10)];
        byte[] stream = [.. Enumerable.Repeat(block, 2000).SelectMany(b => b)];
        var (found, _, _) = Read(stream, []);
        Assert.InRange(found.TakeWhile(f => f.Verdict != FrameVerdict.Garbage).Count(), 1, 40);
    }

    [Fact]
    public void A_sender_whose_check_codes_are_all_wrong_is_told_so_and_sends_no_garbage()
    {
        var bad = Samples.Report(Edition.V2016);
        bad[^1] ^= 1;
        var (found, _, _) = Read([.. Enumerable.Repeat(bad, 2 * Framer.MaxDebt / bad.Length).SelectMany(b => b)], []);
        Assert.DoesNotContain(found, f => f.Verdict == FrameVerdict.Garbage);
    }

    [Fact]
    public void Every_frame_between_garbage_is_found_unless_another_that_is_right_covers_it()
    {
        var frame = Gen.Elements(Heartbeat(), Logout(Edition.V2025, 3), Logout(Edition.V2016, 0x2323), Samples.Report(Edition.V2025));
        var garbage = Gen.OneOf(Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf(), Gen.Elements<byte>(0x23, 0x24, 0x00, 0xFE, 0x02).ArrayOf(), Gen.Constant(Heartbeat()[..24]), Gen.Constant(FalseStarts(5)));
        var parts = Gen.Zip(garbage, frame).ListOf();
        Prop.ForAll(parts.ToArbitrary(), pairs =>
        {
            // Zeros behind the last frame complete whatever a header in the garbage has declared.
            byte[] stream = [.. pairs.SelectMany(p => p.Item1.Concat(p.Item2)), .. new byte[FrameWriter.MaxLength]];
            var covered = Found(stream);
            var at = 0;
            foreach (var (noise, wanted) in pairs)
            {
                at += noise.Length;
                Assert.Contains(covered, f => f.Start <= at && at < f.End);
                at += wanted.Length;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    private static List<(long Start, long End)> Found(byte[] stream)
    {
        var framer = new Framer();
        var buffer = new ReadOnlySequence<byte>(stream);
        var found = new List<(long, long)>();
        FrameVerdict verdict;
        while ((verdict = framer.TryRead(ref buffer, out var frame)) != FrameVerdict.NeedMore)
        {
            var end = stream.Length - buffer.Length;
            if (verdict == FrameVerdict.Frame)
                found.Add((end - frame.Length, end));
        }
        return found;
    }

    [Fact]
    public void How_TCP_splits_the_stream_changes_nothing()
    {
        var part = Gen.OneOf(
            Gen.Constant(Heartbeat()), Gen.Constant(Logout(Edition.V2025, 3)), Gen.Constant(Logout(Edition.V2016, 0x2323)),
            Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf(),
            Gen.Elements<byte>(0x23, 0x24, 0x00, 0xFE, 0x02).ArrayOf());
        var stream = part.ListOf().Select(parts => parts.SelectMany(p => p).ToArray());
        var property = Prop.ForAll(
            stream.ToArbitrary(), Gen.Choose(1, 40).ListOf().ToArbitrary(),
            (bytes, pieces) =>
            {
                var whole = Read(bytes, []);
                var split = Read(bytes, pieces);
                return whole.Found.SequenceEqual(split.Found) && whole.Skipped == split.Skipped && whole.Left == split.Left;
            });
        property.Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }
}
