using Twins.Simulator.Link;
using Twins.Simulator.Replay;

namespace Twins.Simulator.Tests;

public sealed class InputTests
{
    [Fact]
    public async Task Frames_are_read_from_hex_lines_and_from_the_first_column_of_a_table()
    {
        var text = "# comment\tx\r\n2323fe\r\n\r\n  AbCd  \n0102\tA\torigin\n";
        var frames = await FrameFile.ReadAsync(new StringReader(text), TestContext.Current.CancellationToken);
        Assert.Equal(["2323FE", "ABCD", "0102"], frames.Select(Convert.ToHexString));
    }

    [Theory]
    [InlineData("2323\nxyz", "Line 2 ")]
    [InlineData("232", "Line 1 ")]
    [InlineData("# a\n\n\tA\n", "Line 3 ")]
    public async Task A_line_that_is_no_frame_is_named(string text, string expected)
    {
        var error = await Assert.ThrowsAsync<UsageException>(() => FrameFile.ReadAsync(new StringReader(text), TestContext.Current.CancellationToken));
        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:32960", "127.0.0.1", 32960)]
    [InlineData("twins.example:1", "twins.example", 1)]
    [InlineData("[::1]:65535", "::1", 65535)]
    public void An_address_is_read_and_written_alike(string text, string host, int port)
    {
        var endpoint = Endpoint.Parse(text);
        Assert.Equal(new Endpoint(host, port), endpoint);
        Assert.Equal(text, endpoint.ToString());
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData(":32960")]
    [InlineData("host:")]
    [InlineData("host:0")]
    [InlineData("host:65536")]
    [InlineData("host:-1")]
    public void What_is_no_address_is_refused(string text) => Assert.Throws<UsageException>(() => Endpoint.Parse(text));

    [Fact]
    public void A_password_may_hold_colons_and_never_stands_in_messages()
    {
        var credentials = Credentials.Parse("oem-1:a:b", null)!;
        Assert.Equal(("oem-1", "a:b"), (credentials.User, credentials.Password));
        Assert.DoesNotContain("a:b", $"{credentials}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_comes_from_the_environment_variable_that_is_named()
    {
        const string Variable = "TWINS_TEST_PASSWORD";
        Environment.SetEnvironmentVariable(Variable, "secret");
        Assert.Equal("secret", Credentials.Parse("oem-1", Variable)!.Password);
    }

    [Fact]
    public void A_password_may_be_of_several_words() => Assert.Equal("a good password", Credentials.Parse("oem-1:a good password", null)!.Password);

    [Theory]
    [InlineData("oem-1", null)]
    [InlineData("oem 1:x", null)]
    [InlineData("oem-1:\t", null)]
    [InlineData("oem-1:x", "PATH")]
    [InlineData(null, "PATH")]
    [InlineData("oem-1", "TWINS_TEST_NOT_SET")]
    [InlineData("thirteenchars:x", null)]
    [InlineData("oem-1:123456789012345678901", null)]
    [InlineData(":x", null)]
    [InlineData("oem-1:", null)]
    public void Credentials_that_a_login_frame_cannot_hold_are_refused(string? login, string? variable) =>
        Assert.Throws<UsageException>(() => Credentials.Parse(login, variable));

    [Fact]
    public void Login_numbers_rise_and_start_again_on_a_new_day_in_Beijing()
    {
        var sequence = default(LoginSequence);
        var lastSecondOfTheDay = new DateTimeOffset(2026, 3, 1, 15, 59, 59, TimeSpan.Zero);
        Assert.Equal([1, 2, 1], new[] { sequence.Next(lastSecondOfTheDay), sequence.Next(lastSecondOfTheDay), sequence.Next(lastSecondOfTheDay.AddSeconds(1)) }.Select(n => (int)n));
    }

    [Fact]
    public void Login_numbers_start_again_after_65531()
    {
        var sequence = default(LoginSequence);
        for (var i = 0; i < 65531; i++)
            sequence.Next(DateTimeOffset.UnixEpoch);
        Assert.Equal(65531, sequence.Current);
        Assert.Equal(1, sequence.Next(DateTimeOffset.UnixEpoch));
    }
}
