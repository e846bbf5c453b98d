using HmisGateway.Pipeline.Receiving;
using HmisGateway.Policy.Payloads;
using Microsoft.AspNetCore.Http;

namespace HmisGateway.Tests.Pipeline;

public sealed class StrictFrontTests
{
    private static readonly HeaderDictionary Usual = new()
    {
        ["Host"] = "gateway",
        ["Content-Type"] = "application/json",
        ["Content-Length"] = "32",
        ["Accept"] = "*/*",
        ["User-Agent"] = "cases/4.2 (x64; 1,2)",
        ["Authorization"] = "Bearer a.b-c_d~e+/=",
        ["Hmis-Gateway-Key"] = "shelter.s3cret",
        ["Connection"] = "keep-alive",
        ["X-Request-Id"] = "7",
    };

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("Application/JSON;charset=\"UTF-8\"")]
    [InlineData("multipart/form-data; boundary=\"a b;c\"")]
    [InlineData("text/csv; header=present")]
    public void A_plain_request_passes(string contentType) =>
        StrictFront.ReadRequest("POST", Usual, contentType, hasBody: true).ShouldBeNull();

    [Fact]
    public void A_read_may_ask_for_a_range_because_it_is_not_passed_on()
    {
        HeaderDictionary headers = new() { ["Range"] = "bytes=0-9" };
        StrictFront.ReadRequest("GET", headers, null, hasBody: false).ShouldBeNull();
        StrictFront.ReadRequest("DELETE", headers, null, hasBody: false).ShouldBe(UnreadableReason.Range);
    }
}
