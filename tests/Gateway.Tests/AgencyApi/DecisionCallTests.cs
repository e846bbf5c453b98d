using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using HmisGateway.AgencyApi;

namespace HmisGateway.Tests.AgencyApi;

public sealed class DecisionCallTests : IAsyncLifetime
{
    private GatewayUnderTest _gateway = null!;
    private HttpClient _north = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayUnderTest.StartAsync();
        _north = await _gateway.AddAgencyAsync("north");
    }

    public async ValueTask DisposeAsync()
    {
        _north.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task A_request_is_previewed_with_its_exact_body()
    {
        using HttpResponseMessage answer = await AskAsync(
            """{"method":"POST","path":"/clients?a=1","contentType":"application/json","body":"eyJhIjoB/w==","headers":{"Hmis-Gateway-Client":"a-1"}}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonNode.DeepEquals(JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop)), JsonNode.Parse("""
            {"decision":"divert","code":"consent_not_confirmed","lockedAttempt":true,"rule":"client.create","records":[{"pointer":"","kind":"client"}]}
            """)).ShouldBeTrue();
        DecisionPreviewRequest asked = _gateway.Preview.Asked!;
        (asked.Method, asked.Path, asked.ContentType, asked.Headers!["Hmis-Gateway-Client"]).ShouldBe(("POST", "/clients?a=1", "application/json", "a-1"));
        asked.Body.ShouldBe([.. "{\"a\":"u8, 1, 255]);
    }

    [Fact]
    public async Task A_request_that_would_be_forwarded_says_so()
    {
        _gateway.Preview.Answer = new DecisionPreview(null, LockedAttempt: false, "client.read", []);

        using HttpResponseMessage answer = await AskAsync("""{"method":"GET","path":"/clients/1"}""");

        JsonNode said = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!;
        (said["decision"]!.GetValue<string>(), said["code"]).ShouldBe(("forward", null));
    }

    [Theory]
    [InlineData("""{"path":"/clients"}""")]
    [InlineData("""{"method":null,"path":"/clients"}""")]
    [InlineData("""{"method":"post","path":"/clients"}""")]
    [InlineData("""{"method":"POST","path":"clients"}""")]
    [InlineData("""{"method":"POST","path":null}""")]
    [InlineData("""{"method":"POST","path":"/clients","body":"not base64!"}""")]
    [InlineData("""{"method":"POST","path":"/clients","headers":{"a":"1","a":"2"}}""")]
    [InlineData("""{"method":"POST","path":"/clients","store":true}""")]
    public async Task A_question_of_another_form_is_422(string body)
    {
        using HttpResponseMessage answer = await AskAsync(body);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        _gateway.Preview.Asked.ShouldBeNull();
    }

    private async Task<HttpResponseMessage> AskAsync(string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        return await _north.PostAsync("decisions", content, Stop);
    }
}
