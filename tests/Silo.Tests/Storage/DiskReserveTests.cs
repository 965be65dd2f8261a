using Microsoft.Extensions.Time.Testing;
using Twins.Silo.Storage;

namespace Twins.Silo.Tests.Storage;

/// <summary>R7: the last 5 % of the disk are kept for what must never be refused.</summary>
public sealed class DiskReserveTests
{
    private long _free = 1000;

    [Theory]
    [InlineData(1000, DiskLevel.Enough)]
    [InlineData(50, DiskLevel.Enough)]
    [InlineData(49, DiskLevel.Low)]
    [InlineData(25, DiskLevel.Low)]
    [InlineData(24, DiskLevel.Critical)]
    [InlineData(0, DiskLevel.Critical)]
    internal void Below_5_percent_the_disk_is_low_and_below_half_of_that_critical(long free, DiskLevel expected)
    {
        _free = free;
        var disk = Disks.Of(() => new DiskRoom(_free, 1000));
        Assert.Equal(expected, disk.Level);
        Assert.Equal(expected == DiskLevel.Enough, disk.Fault is null);
    }

    [Fact]
    public void It_is_enough_again_by_itself_and_only_with_a_little_more_than_the_reserve()
    {
        var disk = Disks.Of(() => new DiskRoom(_free, 1000));
        List<DiskLevel> seen = [];
        foreach (var free in (long[])[49, 50, 54, 55, 50, 49])
        {
            _free = free;
            seen.Add(disk.Level);
        }

        Assert.Equal([DiskLevel.Low, DiskLevel.Low, DiskLevel.Low, DiskLevel.Enough, DiskLevel.Enough, DiskLevel.Low], seen);
    }

    [Fact]
    public void The_disk_is_looked_at_four_times_a_second_however_often_it_is_asked_for()
    {
        var time = new FakeTimeProvider();
        var looks = 0;
        var disk = new DiskReserve(() => new DiskRoom(++looks, 1), time);
        for (var i = 0; i < 1000; i++) Assert.Equal(DiskLevel.Enough, disk.Level);
        Assert.Equal(1, looks);
        time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(DiskLevel.Enough, disk.Level);
        Assert.Equal(2, looks);
    }

    [Fact]
    public void A_disk_that_cannot_be_looked_at_is_a_fault_and_keeps_the_level_that_it_had()
    {
        Exception? failure = null;
        var disk = Disks.Of(() => failure is null ? new DiskRoom(_free, 1000) : throw failure);
        Assert.Equal(DiskLevel.Enough, disk.Level);
        failure = new IOException("Input/output error");
        Assert.Equal((DiskLevel.Enough, 1000), (disk.Level, disk.Room.FreeBytes));
        Assert.Equal("The room on the disk cannot be seen: Input/output error; it is looked at again four times a second.", disk.Fault);
        (_free, failure) = (10, null);
        Assert.Equal(DiskLevel.Critical, disk.Level);
    }

    [Fact]
    public void The_real_disk_has_room_and_says_how_much()
    {
        var room = DiskRoom.Of(Path.GetTempPath());
        Assert.InRange(room.FreeBytes, 1, room.TotalBytes);
    }
}
