using FsCheck;
using FsCheck.Fluent;
using Twins.Simulator.Fleet;

namespace Twins.Simulator.Tests;

public sealed class VinTests
{
    [Theory]
    [InlineData("1M8GDM9AXKP042788", 'X')]
    [InlineData("11111111111111111", '1')]
    [InlineData("5GZCZ43D13S812715", '1')]
    public void The_check_digit_is_that_of_known_VINs(string vin, char expected) => Assert.Equal(expected, Vin.CheckDigit(vin));

    [Fact]
    public void Every_made_up_VIN_carries_its_check_digit_at_position_nine_and_is_unique()
    {
        var vins = Enumerable.Range(0, 20_000).Select(Vin.Of).ToList();
        Assert.All(vins, vin => Assert.Equal(Vin.CheckDigit(vin), vin[8]));
        Assert.Equal(vins.Count, vins.Distinct().Count());
    }

    [Fact]
    public void One_wrong_digit_of_the_serial_number_is_noticed() =>
        Prop.ForAll(
            Gen.Choose(0, 999_999).ToArbitrary(),
            Gen.Choose(1, 9).ToArbitrary(),
            (number, shift) =>
            {
                var vin = Vin.Of(number);
                var wrong = $"{vin[..16]}{(char)('0' + (vin[16] - '0' + shift) % 10)}";
                return Vin.CheckDigit(wrong) != wrong[8];
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_letter_that_VINs_do_not_use_is_refused() =>
        Assert.Contains("'O'", Assert.Throws<ArgumentException>(() => Vin.CheckDigit("LTWSH1EV0S0O00001")).Message, StringComparison.Ordinal);
}
