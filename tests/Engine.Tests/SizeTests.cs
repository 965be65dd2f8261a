namespace Twins.Engine.Tests;

public sealed class SizeTests
{
    private const int MostLines = 5_000;

    /// <summary>What is not blank counts, documentation and braces too: who wants to understand the engine reads them.</summary>
    [Fact]
    public void The_engine_with_its_generator_is_under_5000_lines()
    {
        var lines = Sources("Orleans.Embedded", "Orleans.Embedded.Generator").SelectMany(File.ReadLines).Count(line => !string.IsNullOrWhiteSpace(line));
        Assert.InRange(lines, 1, MostLines - 1);
    }

    /// <summary>The source files of projects, generated ones apart.</summary>
    internal static IEnumerable<string> Sources(params string[] projects)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Twins.sln")))
            root = root.Parent ?? throw new FileNotFoundException("Twins.sln stands in no folder above the tests.");
        return projects
            .SelectMany(project => Directory.EnumerateFiles(Path.Combine(root.FullName, project), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(folder => folder is "bin" or "obj"));
    }
}
