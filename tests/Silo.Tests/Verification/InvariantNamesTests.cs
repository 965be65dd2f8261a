using System.Text.RegularExpressions;

namespace Twins.Silo.Tests.Verification;

/// <summary>What an operator can be told is written down, and a test breaks each of it.</summary>
public sealed partial class InvariantNamesTests
{
    private static readonly string s_root = Root();

    [Fact]
    public void Every_invariant_of_verify_is_documented_and_every_documented_one_is_checked() => Assert.Equal(InCode(), InDocs());

    [Fact]
    public void Every_invariant_of_verify_is_broken_by_a_test()
    {
        var tests = string.Concat(Directory.EnumerateFiles(Path.Combine(s_root, "tests", "Silo.Tests", "Verification"), "VerifyTests*.cs").Select(File.ReadAllText));
        Assert.All(InCode(), name => Assert.Contains($"\"{name}\"", tests, StringComparison.Ordinal));
    }

    private static SortedSet<string> InCode() => new(
        from folder in (string[])[Path.Combine(s_root, "Silo", "Verification"), Path.Combine(s_root, "Grains", "Audit")]
        from file in Directory.EnumerateFiles(folder, "*.cs")
        from Match found in Added().Matches(File.ReadAllText(file))
        select found.Groups[1].Value, StringComparer.Ordinal);

    /// <summary>The first column of the table of what a line of verify can say.</summary>
    private static SortedSet<string> InDocs() => new(
        from line in File.ReadLines(Path.Combine(s_root, "docs", "reliability.md")).SkipWhile(line => line != "| invariants | say |").Skip(2).TakeWhile(line => line.StartsWith('|'))
        from Match name in Quoted().Matches(line.Split('|')[1])
        select name.Groups[1].Value, StringComparer.Ordinal);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Twins.sln")))
            folder = folder.Parent ?? throw new FileNotFoundException("The root of the repository is not above the tests.");
        return folder.FullName;
    }

    [GeneratedRegex("""[rR]eport\.Add\("([a-z-]+)",""")]
    private static partial Regex Added();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
