using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using HmisGateway.Agencies;

namespace HmisGateway.Tests.AgencyApi;

public sealed class RoiCallTests : IAsyncLifetime
{
    private GatewayUnderTest _gateway = null!;
    private HttpClient _north = null!;
    private HttpClient _south = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayUnderTest.StartAsync();
        _north = await _gateway.AddAgencyAsync("north");
        _south = await _gateway.AddAgencyAsync("south", AgencyType.VictimService);
    }

    public async ValueTask DisposeAsync()
    {
        _north.Dispose();
        _south.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task A_form_is_put_and_read_back()
    {
        using HttpResponseMessage put = await PutAsync(_north, "a-1", """
            {"choice":"limited","signedOn":"2026-11-02","endsOn":"2029-11-02","signer":"self","documentation":"paper","witness":null,"supersedes":null,
             "vendorId":"hmis:1003","identity":{"firstName":"Ada","lastName":"Lovelace","dob":"1985-12-10","ssn":null}}
            """);

        put.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonNode.DeepEquals(JsonNode.Parse(await put.Content.ReadAsStringAsync(Stop)), JsonNode.Parse("""
            {"version":1,"recordedAt":"2026-11-02T15:04:05+00:00","effective":true,
             "current":{"choice":"limited","status":"active","signedOn":"2026-11-02","endsOn":"2029-11-02","version":1},
             "recognises":["agency","vendor","identity"],"drained":"none"}
            """)).ShouldBeTrue();
        put.Headers.CacheControl!.NoStore.ShouldBeTrue();

        JsonNode got = (await _north.GetFromJsonAsync<JsonNode>("clients/a-1/roi", Stop))!;
        got["current"]!["choice"]!.GetValue<string>().ShouldBe("limited");
        got["history"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_victim_service_provider_may_keep_its_own_forms()
    {
        using HttpResponseMessage put = await PutAsync(_south, "b-1", """{"choice":"none","signedOn":"2026-11-02"}""");

        put.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("north.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Without_a_valid_key_the_answer_is_401(string? key)
    {
        HttpClient stranger = _gateway.Client(key);

        foreach (string path in (string[])["clients/a-1/roi", "offline", "nothing"])
        {
            using HttpResponseMessage answer = await stranger.GetAsync(path, Stop);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        }
    }

    [Fact]
    public async Task Two_key_headers_are_a_disagreement()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "offline");
        request.Headers.Add(AgencyKey.HeaderName, "north.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");

        using HttpResponseMessage answer = await _north.SendAsync(request, Stop);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Another_agencys_ids_answer_like_ids_that_do_not_exist()
    {
        await PutAsync(_north, "a-1", """{"choice":"none","signedOn":"2026-11-02","vendorId":"1003"}""");
        Guid receipt = await _gateway.DivertAsync("north", "a-1", [1, 2, 3]);

        byte[] unknown = await NotFoundAsync(_south, "clients/unknown/roi");
        foreach (string path in (string[])["clients/a-1/roi", "clients/1003/roi", $"offline/{receipt}", $"offline/{receipt}/content", $"offline/{Guid.NewGuid()}", "offline/x", "clients/%20/roi", "nothing"])
        {
            (await NotFoundAsync(_south, path)).ShouldBe(unknown, path);
        }

        using HttpResponseMessage superseding = await PutAsync(
            _south, "a-1", """{"choice":"full","signedOn":"2026-11-02","supersedes":1}""", ("Hmis-Gateway-Reason", "correction"));
        using HttpResponseMessage missing = await PutAsync(
            _south, "zzz", """{"choice":"full","signedOn":"2026-11-02","supersedes":1}""", ("Hmis-Gateway-Reason", "correction"));
        (await superseding.Content.ReadAsByteArrayAsync(Stop)).ShouldBe(await missing.Content.ReadAsByteArrayAsync(Stop));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"choice":"none","signedOn":"2026-11-02"} x""")]
    [InlineData("""{"choice":"none","signedOn":"2026-11-02","Canary":1}""")]
    [InlineData("""{"Choice":"none","signedOn":"2026-11-02"}""")]
    [InlineData("""{"choice":"full","choice":"none","signedOn":"2026-11-02"}""")]
    [InlineData("""{"choice":"none","signedOn":"2026-11-02","supersedes":"Canary"}""")]
    [InlineData("""{"choice":"none","signedOn":"2026-11-02","identity":{"ssn":219099999}}""")]
    [InlineData("""{"choice":"none","signedOn":"2026-11-02","identity":{"canary":"Canary"}}""")]
    [InlineData("""{"choice":"Canary","signedOn":"2026-11-02"}""")]
    [InlineData("""{"choice":"none","signedOn":"Canary 219099999"}""")]
    public async Task A_malformed_form_is_422_and_nothing_of_it_is_repeated(string body)
    {
        using HttpResponseMessage answer = await PutAsync(_north, "a-1", body);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        string text = await answer.Content.ReadAsStringAsync(Stop);
        text.ShouldNotContain("Canary", Case.Insensitive);
        text.ShouldNotContain("219099999");
        JsonNode.Parse(text)!["errors"]!.AsArray().Count.ShouldBeGreaterThan(0);
        using HttpResponseMessage read = await _north.GetAsync("clients/a-1/roi", Stop);
        read.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_problem_names_the_member()
    {
        using HttpResponseMessage answer = await PutAsync(_north, "a-1", """{"choice":"none","signedOn":"2026-11-02","identity":{"ssn":1}}""");

        JsonNode problem = (await answer.Content.ReadFromJsonAsync<JsonNode>(Stop))!;
        problem["errors"]![0]!["pointer"]!.GetValue<string>().ShouldBe("/identity/ssn");
    }

    [Fact]
    public async Task A_form_over_64_KiB_is_413()
    {
        using HttpResponseMessage answer = await PutAsync(_north, "a-1", $$"""{"choice":"none","signedOn":"2026-11-02","witness":"{{new string('x', 70_000)}}"}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_reason_must_be_one_of_the_list_even_where_none_is_needed()
    {
        using HttpResponseMessage answer = await PutAsync(
            _north, "a-1", """{"choice":"none","signedOn":"2026-11-02"}""", ("Hmis-Gateway-Reason", "because"));

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_file_is_imported()
    {
        using StringContent file = new("client_id,choice,signed_on\r\nc-1,none,2026-11-02\r\nc-2,?,2026-11-02\r\n", Encoding.UTF8, "text/csv");
        using HttpResponseMessage answer = await _north.PostAsync("roi-imports?ends=drop", file, Stop);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonNode.DeepEquals(JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop)), JsonNode.Parse("""
            {"accepted":1,"rejected":[{"row":2,"problem":"choice: Write full, limited or none."}],"drained":"none"}
            """)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("roi-imports?ends=maybe", "client_id,choice,signed_on\n")]
    [InlineData("roi-imports", "Zebediah,none,2026-11-02\n")]
    [InlineData("roi-imports", "")]
    public async Task A_file_or_option_that_does_not_fit_is_422(string path, string text)
    {
        using StringContent file = new(text, Encoding.UTF8, "text/csv");
        using HttpResponseMessage answer = await _north.PostAsync(path, file, Stop);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync(Stop)).ShouldNotContain("Zebediah");
    }

    [Fact]
    public async Task Storage_that_cannot_be_used_is_503_without_a_word_of_its_inside()
    {
        await _gateway.Storage.DisposeAsync();

        using HttpResponseMessage put = await PutAsync(_north, "a-1", """{"choice":"none","signedOn":"2026-11-02"}""");

        put.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        string text = await put.Content.ReadAsStringAsync(Stop);
        text.ShouldContain("not_preserved");
        text.ShouldNotContain("Sqlite", Case.Insensitive);
        text.ShouldNotContain("Disposed", Case.Insensitive);
    }

    private static async Task<byte[]> NotFoundAsync(HttpClient client, string path)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.Add("Hmis-Gateway-Actor", "auditor");
        request.Headers.Add("Hmis-Gateway-Reason", "audit");
        using HttpResponseMessage answer = await client.SendAsync(request, Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        return await answer.Content.ReadAsByteArrayAsync(Stop);
    }

    private static async Task<HttpResponseMessage> PutAsync(HttpClient client, string clientId, string body, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Put, $"clients/{clientId}/roi") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await client.SendAsync(request, Stop);
    }
}
