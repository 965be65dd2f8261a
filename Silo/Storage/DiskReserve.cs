using System.Globalization;

namespace Twins.Silo.Storage;

/// <summary>How much room is left.</summary>
internal enum DiskLevel
{
    /// <summary>Reports are accepted.</summary>
    Enough,

    /// <summary>Below the reserve: reports are refused unless they carry an alarm of level 3 or 4.</summary>
    Low,

    /// <summary>Below half of it: what is left belongs to internal entries, events and checkpoints (R7).</summary>
    Critical,
}

/// <summary>Free and total bytes of a disk.</summary>
/// <param name="FreeBytes">What this user can still write.</param>
/// <param name="TotalBytes">Of the file system.</param>
internal readonly record struct DiskRoom(long FreeBytes, long TotalBytes)
{
    /// <summary>Of the file system that holds <paramref name="directory"/>.</summary>
    public static DiskRoom Of(string directory)
    {
        var drive = new DriveInfo(directory);
        return new DiskRoom(drive.AvailableFreeSpace, drive.TotalSize);
    }
}

/// <summary>
/// The last 5 % of the disk are kept for what must never be refused: while less is free, the intake takes no ordinary reports. Thread-safe.
/// </summary>
/// <param name="measure">Looks at the disk.</param>
/// <param name="time">Says when to look again.</param>
internal sealed class DiskReserve(Func<DiskRoom> measure, TimeProvider time) : IStoreHealth
{
    private const double ReserveShare = 0.05;

    /// <summary>So much more must be free before reports are taken again, or the level would flutter with each deleted file.</summary>
    private const double ReturnShare = 0.055;

    private static readonly TimeSpan s_age = TimeSpan.FromMilliseconds(250);
    private readonly Lock _lock = new();
    private long _measuredAt;
    private bool _isMeasured;
    private DiskRoom _room;
    private volatile int _level;
    private volatile string? _failure;

    /// <summary>Now, not older than a quarter of a second.</summary>
    public DiskLevel Level
    {
        get
        {
            MeasureIfDue();
            return (DiskLevel)_level;
        }
    }

    /// <summary>As last measured.</summary>
    public DiskRoom Room
    {
        get
        {
            MeasureIfDue();
            lock (_lock) return _room;
        }
    }

    /// <inheritdoc/>
    public string? Fault => Level == DiskLevel.Enough ? _failure : string.Create(CultureInfo.InvariantCulture,
        $"Only {Room.FreeBytes / 1048576.0:F0} of {Room.TotalBytes / 1048576.0:F0} MiB of the disk are free, less than {ReserveShare:P0}: reports are refused; make room, or lower Twins:Data:MaxBytes.");

    private void MeasureIfDue()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (_isMeasured && time.GetElapsedTime(_measuredAt, now) < s_age) return;
            (_measuredAt, _isMeasured) = (now, true);
            if (!TryMeasure()) return;
            var share = (double)_room.FreeBytes / _room.TotalBytes;
            var enough = share >= (_level == (int)DiskLevel.Enough ? ReserveShare : ReturnShare);
            _level = (int)(enough ? DiskLevel.Enough : share < ReserveShare / 2 ? DiskLevel.Critical : DiskLevel.Low);
        }
    }

    /// <summary>A disk that cannot be looked at has the room that it had, and is a fault: what needs the room says more.</summary>
    private bool TryMeasure()
    {
        try
        {
            _room = measure();
            _failure = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _failure = $"The room on the disk cannot be seen: {e.Message.TrimEnd('.')}; it is looked at again four times a second.";
        }

        return _failure is null;
    }
}
