using System.Diagnostics;
using System.Globalization;
using Twins.Crash.Harness;

// ./twins bench crash [--kills N] [--seed N] [--kills-per-run N] [--verbose]
var kills = Option("--kills", 500);
var seed = Option("--seed", Environment.TickCount & 0xFFFF);
var killsPerRun = Option("--kills-per-run", 25);
var verbose = args.Contains("--verbose");
var watch = Stopwatch.StartNew();
var done = 0;
for (var run = 0; done < kills; run++)
{
    var plan = CrashPlan.OfSeed(seed + run, Math.Min(killsPerRun, kills - done));
    using var space = new Workspace();
    try
    {
        var result = await new CrashRun(plan, space, line => { if (verbose) Console.Out.WriteLine($"  {line}"); }).RunAsync();
        done += result.Lives;
        Console.Out.WriteLine(
            $"seed={plan.Seed} kills={result.Lives} at-fail-points={result.AtFailPoints} in-first-second={result.InFirstSecond} log={plan.Settings.LogName} frames={result.Frames} repeated={result.Repeated} twins={result.Twins} events={result.Events} ok");
    }
    catch (Exception e)
    {
        space.Keep = true;
        Console.Error.WriteLine($"seed={plan.Seed} kills={plan.Kills} failed: {e.Message} Everything is kept in {space.Root}; repeat it with --seed {plan.Seed} --kills {plan.Kills} --kills-per-run {plan.Kills}.");
        return 1;
    }
}

Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"kills={done} seconds={watch.Elapsed.TotalSeconds:F0} lost=0 doubled=0"));
return 0;

int Option(string name, int otherwise)
{
    var at = Array.IndexOf(args, name);
    return at < 0 ? otherwise : int.Parse(args[at + 1], CultureInfo.InvariantCulture);
}
