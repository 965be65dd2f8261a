using Twins.Grains.Partitions;
using Twins.Silo.Intake;

namespace Twins.Silo.Hosting;

/// <summary>The section <c>Twins</c> (docs/configuration.md). An unknown key is an error at the start.</summary>
internal sealed class TwinsOptions
{
    public const string Section = "Twins";

    public ApiOptions Api { get; set; } = new();

    public IntakeOptions Intake { get; set; } = new();

    public DataOptions Data { get; set; } = new();

    public FleetOptions Fleet { get; set; } = new();

    public EngineOptions Engine { get; set; } = new();

    /// <summary>Less would be deleted before it was full: one segment and a half.</summary>
    private const long MinLogBytes = 384L * 1024 * 1024;

    /// <exception cref="ConfigurationException">A key is unknown, or a value cannot be read or is out of its range.</exception>
    public static TwinsOptions Read(IConfiguration configuration)
    {
        try
        {
            var options = configuration.GetSection(Section).Get<TwinsOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new TwinsOptions();
            options.Check();
            return options;
        }
        catch (InvalidOperationException e)
        {
            throw new ConfigurationException($"The configuration cannot be used: {(e.InnerException ?? e).Message}", e);
        }
    }

    private void Check()
    {
        Range("Twins:Intake:Gbt32960:IdleSeconds", Intake.Gbt32960.IdleSeconds, 1, 86_400);
        Range("Twins:Intake:Gbt32960:MaxFrameBytes", Intake.Gbt32960.MaxFrameBytes, 25, 65_556);
        Range("Twins:Intake:MaxReportsInFlight", Intake.MaxReportsInFlight, 1, 10_000_000);
        Range("Twins:Fleet:Partitions", Fleet.Partitions ?? PartitionMap.DefaultCount, 1, PartitionMap.MaxCount);
        Range("Twins:Fleet:SilentSeconds", Fleet.SilentSeconds, 1, 86_400);
        Range("Twins:Fleet:OfflineMinutes", Fleet.OfflineMinutes, 1, 1_440);
        Range("Twins:Fleet:RestartSeconds", Fleet.RestartSeconds, 1, 3_600);
        Range("Twins:Fleet:StopSeconds", Fleet.StopSeconds, 1, 600);
        Range("Twins:Data:RetentionHours", Data.RetentionHours, 1, 87_600);
        Range("Twins:Data:FlushSeconds", Data.FlushSeconds ?? 1, 1, 3_600);
        if (Data.SegmentBytes is < 65_536 or > 1L << 36)
            throw new ConfigurationException($"Twins:Data:SegmentBytes is {Data.SegmentBytes}; it can be 65536 to {1L << 36}.");
        if (Data.Durability is not ("fdatasync" or "none"))
            throw new ConfigurationException($"Twins:Data:Durability is '{Data.Durability}'; it can be fdatasync or none.");
        if (Data.MaxBytes is { } most && most < MinLogBytes) throw new ConfigurationException($"Twins:Data:MaxBytes is {most}; it can be {MinLogBytes} or more.");
        if (Engine.Backend != "embedded") throw new ConfigurationException($"Twins:Engine:Backend is '{Engine.Backend}'; this build has embedded.");
        if (Engine.Name is not null && Engine.Name != Silo.Engine.EngineHost.Name)
        {
            throw new ConfigurationException(
                $"Twins:Engine:Name asks for '{Engine.Name}' and this build runs '{Silo.Engine.EngineHost.Name}'; start it with './twins up --engine {Engine.Name}'.");
        }
    }

    private static void Range(string key, int value, int least, int most)
    {
        if (value < least || value > most) throw new ConfigurationException($"{key} is {value}; it can be {least} to {most}.");
    }
}

/// <summary><c>Twins:Api</c>.</summary>
internal sealed class ApiOptions
{
    public string Url { get; set; } = "http://127.0.0.1:5080";
}

/// <summary><c>Twins:Data</c>.</summary>
internal sealed class DataOptions
{
    public string Directory { get; set; } = "data";

    public string Durability { get; set; } = "fdatasync";

    public int RetentionHours { get; set; } = 168;

    public long? MaxBytes { get; set; }

    /// <summary>Seconds between two writes of changed pages; null takes what follows from the restart target.</summary>
    public int? FlushSeconds { get; set; }

    /// <summary>A file of the log is closed when it holds so many bytes; null takes 256 MiB.</summary>
    public long? SegmentBytes { get; set; }
}

/// <summary><c>Twins:Fleet</c>.</summary>
internal sealed class FleetOptions
{
    /// <summary>Null takes what the data directory has, or 64 for a new one.</summary>
    public int? Partitions { get; set; }

    public int SilentSeconds { get; set; } = 60;

    public int OfflineMinutes { get; set; } = 10;

    /// <summary>Within so many seconds a restart is to be caught up; pages are written accordingly often.</summary>
    public int RestartSeconds { get; set; } = 10;

    /// <summary>A stop that is asked for takes at most so many seconds.</summary>
    public int StopSeconds { get; set; } = 20;
}

/// <summary><c>Twins:Engine</c>.</summary>
internal sealed class EngineOptions
{
    public string? Name { get; set; }

    public string Backend { get; set; } = "embedded";
}
