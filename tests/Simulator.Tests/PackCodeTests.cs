using System.Text.RegularExpressions;
using Twins.Simulator.Fleet;

namespace Twins.Simulator.Tests;

public sealed partial class PackCodeTests
{
    private const string Years = "ABCDEFGH", Months = "123456789ABC", Days = "123456789ABCDEFGHJKLMNPRSTVWXY0";

    [Fact]
    public void Every_code_has_the_form_of_GB_T_34014_and_a_day_that_exists() =>
        Assert.All(Enumerable.Range(0, 2000).Select(PackCode.Of), code =>
        {
            Assert.Matches(Form(), code);
            var (year, month, day) = (2020 + Years.IndexOf(code[14], StringComparison.Ordinal), 1 + Months.IndexOf(code[15], StringComparison.Ordinal), 1 + Days.IndexOf(code[16], StringComparison.Ordinal));
            Assert.InRange(day, 1, DateTime.DaysInMonth(year, month));
        });

    [Fact]
    public void No_two_packs_share_a_code() => Assert.Equal(20_000, Enumerable.Range(0, 20_000).Select(PackCode.Of).Distinct().Count());

    [GeneratedRegex("^[A-Z0-9]{3}PE[A-Z0-9]{2}[A-Z0-9]{7}[1-9A-HJ-NPR-TV-Y][1-9ABC][0-9A-HJ-NPR-TV-Y][0-9]{7}$")]
    private static partial Regex Form();
}
