using System.Diagnostics;

namespace Twins.Crash.Harness.PowerLoss;

/// <summary>Builds the recorder (record.c) and says how a process is started under it.</summary>
internal sealed class Recorder
{
    private readonly string _library;

    private Recorder(string library) => _library = library;

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
            return compiler.ExitCode == 0 ? (new Recorder(library), null) : (null, $"gcc cannot build the recorder: {errors}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (null, "there is no gcc to build the recorder with");
        }
    }

    /// <summary>The environment of a process that is recorded.</summary>
    /// <param name="root">What lies below this directory is recorded.</param>
    /// <param name="file">The recording.</param>
    public IReadOnlyList<(string Key, string Value)> Environment(string root, string file) =>
        [("LD_PRELOAD", _library), ("TWINS_RECORD", file), ("TWINS_RECORD_ROOT", root)];
}
