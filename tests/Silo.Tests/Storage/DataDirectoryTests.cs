using Twins.Silo.Storage;

namespace Twins.Silo.Tests.Storage;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("twins-data-").FullName;

    private string Manifest => Path.Combine(_path, "twins.json");

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public void A_new_directory_records_schema_partitions_and_pages()
    {
        using (var created = DataDirectory.Open(Path.Combine(_path, "a", "b"), 64)) Assert.Equal(new DataManifest(1, 64, 96), created.Manifest);

        Assert.Equal("""{"schema":1,"partitions":64,"pages":96}""", File.ReadAllText(Path.Combine(_path, "a", "b", "twins.json")));
        using var again = DataDirectory.OpenExisting(Path.Combine(_path, "a", "b"));
        Assert.Equal(64, again.Manifest.Partitions);
    }

    [Fact]
    public void A_directory_in_use_is_refused_until_it_is_let_go()
    {
        using (DataDirectory.Open(_path, 64)) AssertRefused("is in use by another process", () => DataDirectory.Open(_path, 64));
        DataDirectory.Open(_path, 64).Dispose();
    }

    [Fact]
    public void Another_number_of_partitions_is_refused_and_the_directory_let_go()
    {
        DataDirectory.Open(_path, 64).Dispose();
        AssertRefused("has 64 partitions and 32 are configured", () => DataDirectory.Open(_path, 32));
        DataDirectory.Open(_path, 64).Dispose();
    }

    [Theory]
    [InlineData("""{"schema":2,"partitions":64,"pages":96}""", "says schema 2")]
    [InlineData("""{"schema":1,"partitions":64,"pa""", "is damaged")]
    [InlineData("""{"schema":1,"partitions":64}""", "is damaged")]
    [InlineData("""{"schema":1,"partitions":0,"pages":96}""", "is damaged")]
    [InlineData("null", "is damaged")]
    [InlineData("", "is damaged")]
    public void A_manifest_that_cannot_be_used_is_refused(string text, string why)
    {
        File.WriteAllText(Manifest, text);
        AssertRefused(why, () => DataDirectory.Open(_path, 64));
        Assert.Equal(text, File.ReadAllText(Manifest));
    }

    [Fact]
    public void Data_without_a_manifest_is_not_given_a_new_one()
    {
        DataDirectory.Open(_path, 64).Dispose();
        File.Delete(Manifest);
        AssertRefused("twins.json is missing", () => DataDirectory.Open(_path, 64));
    }

    [Fact]
    public void A_path_that_cannot_be_written_is_refused()
    {
        var file = Path.Combine(_path, "file");
        File.WriteAllText(file, "");
        AssertRefused("is not writable", () => DataDirectory.Open(Path.Combine(file, "data"), 64));
    }

    [Fact]
    public void A_tool_does_not_create_a_directory() =>
        AssertRefused("is no data directory", () => DataDirectory.OpenExisting(_path));

    private static void AssertRefused(string why, Func<DataDirectory> open)
    {
        var error = Assert.Throws<ConfigurationException>(open);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
    }
}
