using System.Diagnostics;
using System.Text;

namespace Twins.Crash.Harness.PowerLoss;

/// <summary>What the disk of a recorded process does. The values are those of record.c.</summary>
internal enum DiskFault : byte
{
    /// <summary>It works.</summary>
    None = 0,

    /// <summary>Writes work; <c>fsync</c> and <c>fdatasync</c> fail with EIO, and what was written before is given up.</summary>
    SyncFails = (byte)'S',

    /// <summary>Everything that writes fails with EIO.</summary>
    Fails = (byte)'E',

    /// <summary>Everything that writes fails with EROFS, as on a file system that was remounted after an error.</summary>
    ReadOnly = (byte)'R',

    /// <summary>Nothing that writes returns.</summary>
    Hangs = (byte)'H',
}

/// <summary>Builds the recorder (record.c), says how a process is started under it, and tells it what the disk does.</summary>
internal sealed class Recorder
{
    private const int FaultBytes = 64;
    private readonly string _library;
    private readonly string _fault;

    private Recorder(string library, string fault)
    {
        (_library, _fault) = (library, fault);
        Now(DiskFault.None);
    }

    /// <summary>Null with a reason where the machine cannot build it.</summary>
    public static (Recorder? Recorder, string? Reason) TryBuild(string directory)
    {
        if (!OperatingSystem.IsLinux()) return (null, "the recorder is preloaded, which is known to work on Linux only");
        var source = Path.Combine(AppContext.BaseDirectory, "record.c");
        var library = Path.Combine(directory, "record.so");
        try
        {
            var start = new ProcessStartInfo("gcc") { RedirectStandardError = true };
            foreach (var argument in (string[])["-shared", "-fPIC", "-O2", "-o", library, source, "-ldl", "-pthread"]) start.ArgumentList.Add(argument);
            using var compiler = Process.Start(start)!;
            var errors = compiler.StandardError.ReadToEnd();
            compiler.WaitForExit();
            return compiler.ExitCode == 0 ? (new Recorder(library, library + ".fault"), null) : (null, $"gcc cannot build the recorder: {errors}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (null, "there is no gcc to build the recorder with");
        }
    }

    /// <summary>What the disk does from now on, also for processes that run.</summary>
    /// <param name="fault">What.</param>
    /// <param name="part">A part of the paths of the files with which it does it; empty for all.</param>
    public void Now(DiskFault fault, string part = "")
    {
        var told = new byte[FaultBytes];
        Encoding.UTF8.GetBytes(part, told.AsSpan(1, FaultBytes - 2));
        // The same file, never empty, because processes have it in their memory; the kind is the last to change.
        using var file = new FileStream(_fault, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        file.Write(told);
        file.Position = 0;
        file.WriteByte((byte)fault);
    }

    /// <summary>The environment of a process that is recorded.</summary>
    /// <param name="root">What lies below this directory is recorded.</param>
    /// <param name="file">The recording.</param>
    public IReadOnlyList<(string Key, string Value)> Environment(string root, string file) =>
        [("LD_PRELOAD", _library), ("TWINS_RECORD", file), ("TWINS_RECORD_ROOT", root), ("TWINS_RECORD_FAULT", _fault)];
}
