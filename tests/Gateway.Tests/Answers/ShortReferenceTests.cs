using CsCheck;
using HmisGateway.Pipeline.Answers;

namespace HmisGateway.Tests.Answers;

public sealed class ShortReferenceTests
{
    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000", "000-00")]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff", "ZZZ-ZZ")]
    [InlineData("0199aa00-0000-7000-8000-00000123abcd", "J7A-YD")]
    public void It_is_the_last_25_bits_of_the_receipt(string receipt, string expected) => ShortReference.Of(new Guid(receipt)).ShouldBe(expected);

    [Fact]
    public void It_has_always_six_characters_that_nobody_confuses() =>
        Gen.Guid.Sample(
            receipt => ShortReference.Of(receipt) is { Length: 6 } text && text[3] == '-' && !text.Any("ILOU".Contains),
            seed: "0000KOIKzRj2");
}
