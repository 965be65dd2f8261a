using System.Diagnostics;

namespace Twins.Bench.Common;

/// <summary>What one run of a measurement gave.</summary>
/// <param name="Value">A rate or a cost.</param>
/// <param name="AllocatedBytes">Bytes allocated for one operation; null where that was not looked at.</param>
/// <param name="PerCpuSecond">The rate by the processor time that the process used; null for a cost.</param>
public readonly record struct Run(double Value, double? AllocatedBytes = null, double? PerCpuSecond = null)
{
    /// <summary>Runs a number of operations and returns how many a second, and what each allocated in the whole process.</summary>
    public static async Task<Run> RateAsync(int operations, Func<Task> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        await run();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        cpu = Environment.CpuUsage.TotalTime - cpu;
        return new(operations / seconds, (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)operations, operations / cpu.TotalSeconds);
    }
}
