using System.Text.Json;
using Twins.Bench.Common;

namespace Twins.Bench.Tests;

public sealed class ReportTests
{
    [Theory]
    [InlineData(new double[] { 5 }, 5)]
    [InlineData(new double[] { 9, 1, 5 }, 5)]
    [InlineData(new double[] { 8, 1, 4, 2 }, 3)]
    public void The_median_is_the_middle_of_the_sorted_runs(double[] runs, double expected)
        => Assert.Equal(expected, Measurement.MedianOf(runs));

    [Fact]
    public void The_ratio_is_taken_run_by_run_and_is_higher_when_better()
    {
        var rate = Measurement.Of("a.b", "calls/s", [50, 40, 60], [100, 100, 200]);
        Assert.Equal((0.4, 100, 50), (rate.Ratio, rate.Floor, rate.Median));
        Assert.Equal(0.5, rate.Spread!.Value, 6);
        Assert.Equal(2, Measurement.Of("a.b", "ms", [5], [10], lessIsBetter: true).Ratio);
    }

    [Fact]
    public void The_document_has_the_promised_shape()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        new Report { Engine = "embedded", FrameBytes = 334, Results = [Measurement.Of("path.sustained", "reports/s", [1, 2, 3], [4, 4, 4]).With("siloCpuSeconds", 7.25)] }.Write(path);
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        File.Delete(path);
        var root = document.RootElement;
        Assert.Equal(["machine", "dotnet", "engine", "commit", "frameBytes", "results"], root.EnumerateObject().Select(property => property.Name));
        Assert.Equal(["cpu", "cores", "memoryGiB"], root.GetProperty("machine").EnumerateObject().Select(property => property.Name));
        Assert.Equal(Environment.ProcessorCount, root.GetProperty("machine").GetProperty("cores").GetInt32());
        Assert.Equal(
            """{"name":"path.sustained","unit":"reports/s","median":2,"runs":[1,2,3],"floor":4,"ratio":0.5,"spread":1,"siloCpuSeconds":7.25}""",
            JsonSerializer.Serialize(root.GetProperty("results")[0]));
    }

    [Fact]
    public void A_second_group_adds_its_results_to_the_file_and_a_repeated_measurement_replaces_the_old_one()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        new Report { Engine = "embedded", Results = [Measurement.Of("engine.calls", "calls/s", [1]), Measurement.Of("engine.timers", "ticks/s", [2])] }.Write(path);
        new Report { Results = [Measurement.Of("decode.frames", "frames/s", [3]), Measurement.Of("engine.calls", "calls/s", [4])] }.Write(path);
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        File.Delete(path);
        Assert.Equal("embedded", document.RootElement.GetProperty("engine").GetString());
        Assert.Equal(
            ["engine.timers 2", "decode.frames 3", "engine.calls 4"],
            document.RootElement.GetProperty("results").EnumerateArray().Select(result => $"{result.GetProperty("name").GetString()} {result.GetProperty("median").GetInt32()}"));
    }
}
