using Twins.Bench.Common;
using Twins.Path.Bench;

// The way of a report through a whole silo in its own process: ./twins bench path | memory | restart | overload
if (args is [Floor.Argument, var file])
{
    await Floor.ServeAsync(file);
    return 0;
}

var group = args.FirstOrDefault(argument => !argument.StartsWith('-'))?.Split('.')[0] ?? "path";
return await Benchmark.RunAsync(group, args, async bench =>
{
    var data = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(Baseline.Find()))!, "artifacts", "bench-data");
    if (Directory.Exists(data)) Directory.Delete(data, recursive: true);
    Directory.CreateDirectory(data);
    var measurements = new Measurements(bench, data);
    await measurements.RunAsync(group);
    Directory.Delete(data, recursive: true);
});
