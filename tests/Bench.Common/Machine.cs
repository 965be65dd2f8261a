namespace Twins.Bench.Common;

/// <summary>What a benchmark ran on.</summary>
/// <param name="Cpu">The processor's name.</param>
/// <param name="Cores">How many the process may use.</param>
/// <param name="MemoryGiB">How much the process may use.</param>
public sealed record Machine(string Cpu, int Cores, int MemoryGiB)
{
    /// <summary>The machine of this process.</summary>
    public static Machine This()
        => new(CpuName(), Environment.ProcessorCount, (int)Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30)));

    private static string CpuName()
    {
        const string Source = "/proc/cpuinfo";
        var line = File.Exists(Source) ? File.ReadLines(Source).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?.Split(':', 2)[1].Trim() ?? System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString();
    }
}
