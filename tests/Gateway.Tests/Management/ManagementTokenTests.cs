using HmisGateway.Management;

namespace HmisGateway.Tests.Management;

public sealed class ManagementTokenTests
{
    private readonly ManagementToken _token = new();

    [Fact]
    public void It_is_32_bytes_in_base64url_and_new_each_time()
    {
        _token.Value.Length.ShouldBe(43);
        new ManagementToken().Value.ShouldNotBe(_token.Value);
    }

    [Fact]
    public void The_token_is_accepted() => _token.IsPresentedBy("Bearer " + _token.Value).ShouldBeTrue();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("Bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Anything_else_is_not(string? authorization) => _token.IsPresentedBy(authorization).ShouldBeFalse();

    [Fact]
    public void A_token_with_one_character_more_or_less_is_not_accepted()
    {
        _token.IsPresentedBy("Bearer " + _token.Value + "A").ShouldBeFalse();
        _token.IsPresentedBy("Bearer " + _token.Value[..^1]).ShouldBeFalse();
        _token.IsPresentedBy(_token.Value).ShouldBeFalse();
    }
}
