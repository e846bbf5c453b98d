using HmisGateway.Policy.Consent;

namespace HmisGateway.Policy.Tests.Consent;

public sealed class AgeOfMajorityTests
{
    [Theory]
    [InlineData("2008-11-03", ClientAge.Minor)]
    [InlineData("2008-11-02", ClientAge.Adult)]
    [InlineData("1980-01-01", ClientAge.Adult)]
    [InlineData("2026-11-02", ClientAge.Minor)]
    [InlineData("2026-11-03", ClientAge.Unknown)]
    [InlineData(null, ClientAge.Unknown)]
    public void Eighteen_years_make_an_adult(string? bornOn, ClientAge age) =>
        AgeOfMajority.On(bornOn is null ? null : DateOnly.Parse(bornOn), new DateOnly(2026, 11, 2)).ShouldBe(age);

    [Fact]
    public void Who_is_born_on_29_February_is_an_adult_a_day_early_rather_than_late() =>
        AgeOfMajority.On(new DateOnly(2008, 2, 29), new DateOnly(2026, 2, 28)).ShouldBe(ClientAge.Adult);
}
