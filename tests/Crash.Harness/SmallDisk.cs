using System.Diagnostics;

namespace Twins.Crash.Harness;

/// <summary>A file system of its own in memory, so small that it can be filled.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => FullPath = path;

    public string FullPath { get; }

    /// <summary>Null with a reason where this user may mount nothing.</summary>
    public static (SmallDisk? Disk, string? Reason) TryMount(string directory, int mebibytes)
    {
        Directory.CreateDirectory(directory);
        try
        {
            var (code, error) = Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", directory);
            return code == 0 ? (new SmallDisk(directory), null) : (null, $"a small file system cannot be mounted: {error.Trim()}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (null, "there is no mount to mount a small file system with");
        }
    }

    /// <summary>Takes room away until so much of it is left.</summary>
    /// <param name="share">Of the whole disk.</param>
    public void LeaveFree(double share)
    {
        var drive = new DriveInfo(FullPath);
        File.WriteAllBytes(Ballast, new byte[(long)(drive.AvailableFreeSpace - (drive.TotalSize * share))]);
    }

    /// <summary>Gives it back.</summary>
    public void MakeRoom() => File.Delete(Ballast);

    public void Dispose() => Run("umount", "--lazy", FullPath);

    private string Ballast => Path.Combine(FullPath, "ballast");

    private static (int ExitCode, string Error) Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }
}
