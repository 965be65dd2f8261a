using System.Reflection;
using System.Runtime.CompilerServices;

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
        Assert.Equal("", string.Join("\n", listed.Where(line => !present.Contains(line))));
        if (EngineHost.Assemblies.Length == 1)
            Assert.Equal("", string.Join("\n", present.Except(listed)));
    }

    private static string ListPath([CallerFilePath] string file = "")
        => Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "Orleans.Embedded", "PublicAPI.txt");
}
