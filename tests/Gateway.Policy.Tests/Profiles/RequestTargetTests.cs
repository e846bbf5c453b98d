using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Tests.Profiles;

public sealed class RequestTargetTests
{
    [Theory]
    [InlineData("/", 0)]
    [InlineData("/clients", 1)]
    [InlineData("/clients/", 2)]
    [InlineData("/clients/9AD65C3CF/client-notes/12", 4)]
    [InlineData("/a~b_c-d.e", 1)]
    [InlineData("/a!$&'()*+,=:@b", 1)]
    [InlineData("/two%20words", 1)]
    [InlineData("/clients/%7Bid%7D", 2)]
    public void A_canonical_path_is_read(string raw, int segments) => The.Target(raw).Segments.Count.ShouldBe(segments);

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("clients")]
    [InlineData("http://hmis.example.org/clients")]
    [InlineData("//clients")]
    [InlineData("/clients//1003")]
    [InlineData("/clients/.")]
    [InlineData("/clients/./1003")]
    [InlineData("/clients/../1003")]
    [InlineData("/clients/...")]
    [InlineData("/clients/1003.")]
    [InlineData("/clients/1003%20")]
    [InlineData("/clients/%201003")]
    [InlineData("/clients/1003;jsessionid=1")]
    [InlineData("/clients/1003%3Bx")]
    [InlineData("/clients\\1003")]
    [InlineData("/clients%2F1003")]
    [InlineData("/clients%2f1003")]
    [InlineData("/clients%5C1003")]
    [InlineData("/clients/%2e%2e/x")]
    [InlineData("/clients/%2E")]
    [InlineData("/clients/1003%00")]
    [InlineData("/clients/1003%0A")]
    [InlineData("/clients/1003%7F")]
    [InlineData("/clients/%2531003")]
    [InlineData("/clients/%31003")]
    [InlineData("/%63lients/1003")]
    [InlineData("/clients/%7b1%7d")]
    [InlineData("/clients/a%40b")]
    [InlineData("/clients/%7E")]
    [InlineData("/clients/%")]
    [InlineData("/clients/%2")]
    [InlineData("/clients/%ZZ")]
    [InlineData("/clients/%C3%A9")]
    [InlineData("/clients/\u00E9")]
    [InlineData("/clients/\uFF11")]
    [InlineData("/clients/1003#top")]
    [InlineData("/clients/a b")]
    [InlineData("/clients/a\tb")]
    [InlineData("/clients/<1>")]
    [InlineData("/clients/{id}")]
    [InlineData("/clients/a|b")]
    public void A_path_with_two_readings_is_refused(string raw) =>
        RequestTarget.Parse(raw).ShouldBe(new RequestTargetReading.NotCanonical(UnreadableReason.PathNotCanonical));

    [Theory]
    [InlineData("/c?a=1&b=2", "a=1,b=2")]
    [InlineData("/c?fields=id,name", "fields=id,name")]
    [InlineData("/c?fields=id%2Cname", "fields=id,name")]
    [InlineData("/c?date=10%2F10%2F2010", "date=10/10/2010")]
    [InlineData("/c?name=Jos%C3%A9+Ruiz", "name=Jos\u00E9 Ruiz")]
    [InlineData("/c?flag", "flag=")]
    [InlineData("/c?t=YWI=", "t=YWI=")]
    public void A_canonical_query_is_decoded(string raw, string pairs) =>
        string.Join(',', The.Target(raw).Query.Select(static p => $"{p.Key}={p.Value}")).ShouldBe(pairs);

    [Theory]
    [InlineData("/c?")]
    [InlineData("/c?a=1&")]
    [InlineData("/c?&a=1")]
    [InlineData("/c?=1")]
    [InlineData("/c?id=1&id=2")]
    [InlineData("/c?id=1&ID=2")]
    [InlineData("/c?id=1&%C4%B0d=2")]
    [InlineData("/c?client.id=1&client_id=2")]
    [InlineData("/c?client%20id=1&client_id=2")]
    [InlineData("/c?ids[]=1")]
    [InlineData("/c?ids%5B%5D=1")]
    [InlineData("/c?id=%31")]
    [InlineData("/c?id=%2531")]
    [InlineData("/c?id=%2c")]
    [InlineData("/c?id=%00")]
    [InlineData("/c?id=%0D%0A")]
    [InlineData("/c?id=%C3")]
    [InlineData("/c?id=%C2%85")]
    [InlineData("/c?id=1;b=2")]
    [InlineData("/c?id=1#x")]
    [InlineData("/c?id=\u00E9")]
    [InlineData("/c?id=a b")]
    [InlineData("/c?id=%")]
    public void A_query_with_two_readings_is_refused(string raw) =>
        RequestTarget.Parse(raw).ShouldBe(new RequestTargetReading.NotCanonical(UnreadableReason.QueryNotCanonical));

    [Theory]
    [InlineData("/hmis/clients/1?a=b", "/hmis", "/clients/1?a=b", "/clients/1", 2)]
    [InlineData("/hmis/clients", "/hmis/", "/clients", "/clients", 1)]
    [InlineData("/hmis", "/hmis", "/", "/", 0)]
    [InlineData("/hmis?a=b", "/hmis", "/?a=b", "/", 0)]
    [InlineData("/hmis/", "/hmis", "/", "/", 0)]
    [InlineData("/a/b/c", "/a/b", "/c", "/c", 1)]
    [InlineData("/clients", "", "/clients", "/clients", 1)]
    [InlineData("/clients", "/", "/clients", "/clients", 1)]
    [InlineData("/clients", null, "/clients", "/clients", 1)]
    public void A_prefix_is_taken_off(string raw, string? prefix, string rest, string path, int segments)
    {
        RequestTarget target = The.Target(raw).WithoutPrefix(prefix).ShouldNotBeNull();
        target.Raw.ShouldBe(rest);
        target.Path.ShouldBe(path);
        target.Segments.Count.ShouldBe(segments);
    }

    [Theory]
    [InlineData("/hmis2/clients", "/hmis")]
    [InlineData("/other", "/hmis")]
    [InlineData("/HMIS/clients", "/hmis")]
    [InlineData("/h?x=/hmis", "/hmis")]
    public void A_path_that_is_not_under_the_prefix_is_not_found(string raw, string prefix) =>
        The.Target(raw).WithoutPrefix(prefix).ShouldBeNull();

    [Fact]
    public void A_target_never_prints_its_ids() => The.Target("/clients/1003?ssn=123456780").ToString().ShouldNotContain("1003");
}
