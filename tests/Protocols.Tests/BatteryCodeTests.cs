namespace Twins.Protocols.Tests;

/// <summary>GB/T 34014-2017: structure of the code, its character table and second-life codes.</summary>
public class BatteryCodeTests
{
    [Theory]
    [InlineData("X12MCPM27KLPCLX2M2382320", "X12", BatteryProduct.Module, BatteryChemistry.LithiumManganeseOxide, "PM", "27KLPCL", "2039-02-21", 2382320)]
    [InlineData("001PBAK8000001AC70200011", "001", BatteryProduct.Pack, BatteryChemistry.LithiumIronPhosphate, "AK", "8000001", "2020-12-07", 200011)]
    [InlineData("02KPBFD132043CA5V0000027", "02K", BatteryProduct.Pack, BatteryChemistry.LithiumIronPhosphate, "FD", "132043C", "2020-05-27", 27)]
    [InlineData("0RJPEA00HAU0AAF131001955", "0RJ", BatteryProduct.Pack, BatteryChemistry.Ternary, "A0", "0HAU0AA", "2025-01-03", 1001955)]
    public void A_code_is_read_by_the_places_of_its_characters(
        string text, string maker, BatteryProduct product, BatteryChemistry chemistry, string specification, string traceability, string date, int serial)
    {
        var code = BatteryCode.Parse(text);
        Assert.Equal((maker, product, chemistry), (code.Manufacturer, code.Product, code.Chemistry));
        Assert.Equal((specification, traceability, serial), (code.Specification, code.Traceability, code.Serial));
        Assert.Equal(DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture), code.ProducedOn);
        Assert.Null(code.SecondLifeProduct);
    }

    [Fact]
    public void The_character_0_is_the_thirty_first_day()
    {
        Assert.Equal(new DateOnly(2026, 12, 31), BatteryCode.Parse("001PBAK8000001GC00000001").ProducedOn);
        Assert.False(BatteryCode.TryParse("001PBAK8000001G400000001", out _, out var error));
        Assert.Contains("'G40' is no date", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_life_product_has_no_traceability_code_and_ends_in_R_and_its_kind()
    {
        var code = BatteryCode.Parse("001PBAKAC70200011RM");
        Assert.Equal(("", BatteryProduct.Module, 200011), (code.Traceability, code.SecondLifeProduct, code.Serial));
        Assert.Equal(new DateOnly(2020, 12, 7), code.ProducedOn);
    }

    [Theory]
    [InlineData(null, "no battery code")]
    [InlineData("", "has 0 characters")]
    [InlineData("117381303840", "has 12 characters")]
    [InlineData("001PBAK8000001AC7020001a", "character 24")]
    [InlineData("001XBAK8000001AC70200011", "product type 'X'")]
    [InlineData("001PHAK8000001AC70200011", "battery type 'H'")]
    [InlineData("001PBAK8000001IC70200011", "'IC7' is no date")]
    [InlineData("001PBAK8000001AD70200011", "'AD7' is no date")]
    [InlineData("001PBAK80000010C70200011", "'0C7' is no date")]
    [InlineData("001PBAK8000001A2Y0200011", "'A2Y' is no date")]
    [InlineData("001PBAK8000001ACU0200011", "'ACU' is no date")]
    [InlineData("001PBAK8000001AC70000000", "serial")]
    [InlineData("001PBAK8000001AC7020001A", "serial")]
    [InlineData("001PBAKAC70200011XM", "does not end in R")]
    [InlineData("001PBAKAC70200011RX", "does not end in R")]
    public void What_is_no_code_is_refused_with_its_reason(string? text, string reason)
    {
        Assert.False(BatteryCode.TryParse(text, out _, out var error));
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_year_in_which_February_has_29_days_is_known()
    {
        Assert.Equal(new DateOnly(2024, 2, 29), BatteryCode.Parse("001PBAK8000001E2X0000001").ProducedOn);
        Assert.False(BatteryCode.TryParse("001PBAK8000001F2X0000001", out _, out _));
    }
}
