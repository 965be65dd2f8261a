using System.Buffers;
using Twins.Protocols.Gbt32960;
using Twins.Simulator.Fleet;

namespace Twins.Simulator.Tests;

public sealed class FleetConversationTests
{
    private const int FrameBytesOnTheRoad = 334;

    private static readonly DateTimeOffset Start = new(2026, 3, 1, 2, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_frame_of_some_hours_decodes_without_an_error()
    {
        var fleet = new FleetModel(60, 5, Start);
        var conversation = new FleetConversation(fleet, new FleetFrames(Edition.V2016, null));
        var kinds = new HashSet<Command>();
        for (var minute = 0; minute < 3 * 60; minute++)
        {
            foreach (var frame in Written(output => conversation.WriteReports(output, 60, Start.AddMinutes(minute))))
            {
                kinds.Add(frame.Command);
                Assert.True(frame.Document.GetProperty("ok").GetBoolean(), frame.Document.ToString());
                Assert.Equal(0, frame.Document.GetProperty("errors").GetArrayLength());
            }
        }
        Assert.Equal([Command.VehicleLogin, Command.Realtime, Command.VehicleLogout], kinds.Order());
    }

    [Fact]
    public void A_report_on_the_road_has_the_size_that_a_real_one_of_96_cells_and_24_probes_has()
    {
        var conversation = new FleetConversation(new FleetModel(1, 5, Start), new FleetFrames(Edition.V2016, null));
        var report = Assert.Single(Written(output => conversation.WriteReports(output, 1, Start)), f => f.Command == Command.Realtime);
        Assert.Equal(FrameBytesOnTheRoad, report.Bytes.Length);
        Assert.Equal([1, 2, 5, 6, 7, 8, 9], report.Document.GetProperty("units").EnumerateArray().Select(u => u.GetProperty("type").GetInt32()));
    }

    [Fact]
    public void A_vehicle_logs_in_once_with_its_pack_code_before_it_reports()
    {
        var conversation = new FleetConversation(new FleetModel(1, 5, Start), new FleetFrames(Edition.V2016, null));
        var frames = Written(output => conversation.WriteReports(output, 3, Start));
        Assert.Equal([Command.VehicleLogin, Command.Realtime, Command.Realtime, Command.Realtime], frames.Select(f => f.Command));
        Assert.Equal(PackCode.Of(0), frames[0].Document.GetProperty("body").GetProperty("codes")[0].GetString());
        Assert.All(frames, frame => Assert.Equal(Vin.Of(0), frame.Id));
    }

    [Fact]
    public void After_a_lost_connection_every_vehicle_logs_in_again_with_the_next_number()
    {
        var conversation = new FleetConversation(new FleetModel(1, 5, Start), new FleetFrames(Edition.V2016, null));
        Written(output => conversation.WriteReports(output, 1, Start));
        conversation.StartOver();
        var login = Written(output => conversation.WriteReports(output, 1, Start))[0];
        Assert.Equal(2, login.Document.GetProperty("body").GetProperty("loginSequence").GetInt32());
    }

    [Fact]
    public void The_farewell_logs_out_who_is_logged_in_and_nobody_twice()
    {
        var conversation = new FleetConversation(new FleetModel(20, 5, Start), new FleetFrames(Edition.V2016, null));
        var loggedIn = Written(output => conversation.WriteReports(output, 10, Start)).Where(f => f.Command == Command.VehicleLogin).Select(f => f.Id).ToHashSet();
        var loggedOut = Written(output => conversation.WriteLogouts(output, Start)).Select(f => f.Id).ToList();
        Assert.Equal(loggedIn.Order(), loggedOut.Order());
        Assert.Empty(Written(output => conversation.WriteLogouts(output, Start)));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        Assert.Equal(BytesOf(5), BytesOf(5));
        Assert.NotEqual(BytesOf(5), BytesOf(6));
    }

    [Fact]
    public void Exactly_as_many_reports_are_written_as_were_asked_for_while_someone_is_awake()
    {
        var conversation = new FleetConversation(new FleetModel(100, 5, Start), new FleetFrames(Edition.V2016, null));
        for (var i = 0; i < 200; i++)
            Assert.Equal(37, Written(output => conversation.WriteReports(output, 37, Start.AddSeconds(10 * i))).Count(f => f.Command == Command.Realtime));
    }

    private static byte[] BytesOf(ulong seed)
    {
        var conversation = new FleetConversation(new FleetModel(10, seed, Start), new FleetFrames(Edition.V2016, null));
        var output = new ArrayBufferWriter<byte>();
        for (var i = 0; i < 100; i++)
            conversation.WriteReports(output, 10, Start.AddSeconds(10 * i));
        return output.WrittenSpan.ToArray();
    }

    private static List<ReadFrame> Written(Func<IBufferWriter<byte>, int> write)
    {
        var output = new ArrayBufferWriter<byte>();
        var count = write(output);
        var frames = ReadFrame.All(output.WrittenMemory);
        Assert.Equal(count, frames.Count);
        return frames;
    }
}
