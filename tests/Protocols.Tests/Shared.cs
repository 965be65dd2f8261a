namespace Twins.Protocols.Tests;

/// <summary>Recorded data that lives beside the repository, found by walking up; a test that needs it is skipped where it is not.</summary>
internal static class Shared
{
    public static string Find(string path)
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var candidate = Path.Combine(directory.FullName, "shared", path);
            if (File.Exists(candidate))
                return candidate;
        }
        Assert.Skip($"shared/{path} is not beside this repository.");
        return "";
    }
}
