using System.Reflection;

namespace Twins.Engine.Conformance;

public sealed class PublicApiTests
{
    /// <summary>
    /// On the embedded engine: the file lists its public types and members. On Orleans: each of the listed is there with the same signature.
    /// Set TWINS_WRITE_API=1 to write the file anew.
    /// </summary>
    [Fact]
    public void The_list_of_the_public_API_is_true_and_all_of_it_is_Orleans()
    {
        var path = ListPath();
        var present = EngineHost.Assemblies.SelectMany(name => PublicApi.Of(Assembly.Load(name))).ToHashSet(StringComparer.Ordinal);
        if (EngineHost.Assemblies.Length == 1 && Environment.GetEnvironmentVariable("TWINS_WRITE_API") == "1")
            File.WriteAllLines(path, present.Order(StringComparer.Ordinal));
        var listed = File.ReadAllLines(path);
        var unknown = listed.Where(line => !present.Contains(line)).ToList();
        Assert.True(unknown.Count == 0, $"Listed, but not in the engine:\n{string.Join("\n", unknown)}");
        var unlisted = EngineHost.Assemblies.Length == 1 ? present.Except(listed).ToList() : [];
        Assert.True(unlisted.Count == 0, $"Public, but not listed:\n{string.Join("\n", unlisted)}");
    }

    // Found from the output upwards: a deterministic build knows no source paths.
    private static string ListPath()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "Orleans.Embedded", "PublicAPI.txt");
            if (File.Exists(path)) return path;
        }

        throw new FileNotFoundException("Orleans.Embedded/PublicAPI.txt stands in no folder above the tests.");
    }
}
