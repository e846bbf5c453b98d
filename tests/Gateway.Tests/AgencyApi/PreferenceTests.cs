using HmisGateway.AgencyApi;
using Microsoft.AspNetCore.Http;

namespace HmisGateway.Tests.AgencyApi;

public sealed class PreferenceTests
{
    [Theory]
    [InlineData(null, false, null)]
    [InlineData("", false, null)]
    [InlineData("respond-async", true, null)]
    [InlineData("Respond-ASYNC", true, null)]
    [InlineData("respond-async, wait=10", true, 10)]
    [InlineData("wait=10, respond-async", true, 10)]
    [InlineData("  respond-async  ,,  Wait = \"10\" ", true, 10)]
    [InlineData("respond-async; for=ever, wait=0; or=so", true, 0)]
    [InlineData("respond-async=\"\"", true, null)]
    [InlineData("handling=lenient, return=minimal, respond-async", true, null)]
    [InlineData("wait=3, wait=9", false, 3)]
    public void What_is_known_is_read(string? header, bool respondsAsync, int? seconds) => Read(header).ShouldBe(Expected(respondsAsync, seconds));

    [Theory]
    [InlineData("respond-asynchronously", false, null)]
    [InlineData("respond-async=maybe", false, null)]
    [InlineData("respond async", false, null)]
    [InlineData("x=\"respond-async, wait=3\"", false, null)]
    [InlineData("x=\"\\\", respond-async, wait=3\"", false, null)]
    [InlineData("x=\"respond-async", false, null)]
    [InlineData("x; respond-async, x; wait=3", false, null)]
    [InlineData("respond-async, wait=abc", true, null)]
    [InlineData("respond-async, wait=-1", true, null)]
    [InlineData("respond-async, wait=1.5", true, null)]
    [InlineData("respond-async, wait=", true, null)]
    [InlineData("respond-async, wait=99999999999999999999", true, null)]
    [InlineData("respond-async, (wait=3)", true, null)]
    public void What_is_unknown_or_cannot_be_read_is_ignored(string header, bool respondsAsync, int? seconds) =>
        Read(header).ShouldBe(Expected(respondsAsync, seconds));

    [Fact]
    public void Several_headers_are_one_list()
    {
        DefaultHttpContext context = new();
        context.Request.Headers.Append("Prefer", "wait=7");
        context.Request.Headers.Append("Prefer", "respond-async");

        Preference.Of(context.Request).ShouldBe(Expected(respondsAsync: true, 7));
    }

    private static Preference Expected(bool respondsAsync, int? seconds) =>
        new(respondsAsync, seconds is { } stated ? TimeSpan.FromSeconds(stated) : null);

    private static Preference Read(string? header)
    {
        DefaultHttpContext context = new();
        if (header is not null)
        {
            context.Request.Headers["Prefer"] = header;
        }

        return Preference.Of(context.Request);
    }
}
