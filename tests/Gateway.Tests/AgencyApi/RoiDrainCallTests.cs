using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;
using HmisGateway.Testing;
using HmisGateway.Tests.Fence;

namespace HmisGateway.Tests.AgencyApi;

/// <summary>A caller that cannot wait for the forwards in flight is told so, and can ask until they have ended.</summary>
public sealed class RoiDrainCallTests : IAsyncLifetime
{
    private const string Impatient = "respond-async, wait=0";
    private const string Full = """{"choice":"full","signedOn":"2026-10-01"}""";
    private const string None = """{"choice":"none","signedOn":"2026-11-02"}""";
    private const string NoneOfAnn = """
        {"choice":"none","signedOn":"2026-11-02","identity":{"firstName":"Ann","lastName":"Lee","dob":"1985-12-10","ssn":"219-09-9999"}}
        """;

    private GatewayUnderTest _gateway = null!;
    private HttpClient _north = null!;
    private HttpClient _south = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayUnderTest.StartAsync();
        _north = await _gateway.AddAgencyAsync("north");
        _south = await _gateway.AddAgencyAsync("south");
        await RecordAsync(_north, "a-1", Full);
    }

    public async ValueTask DisposeAsync()
    {
        _north.Dispose();
        _south.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task A_caller_that_cannot_wait_gets_a_status_address_and_200_there_when_the_forwards_have_ended()
    {
        const string draining = """{"version":2,"recordedAt":"2026-11-02T15:04:05+00:00","state":"draining","status":"/_gateway/v1/clients/a-1/roi/drain"}""";
        IFencePass pass = await EnterAsync("north", "a-1");

        using HttpResponseMessage put = await PutAsync("a-1", None, Impatient);

        put.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        put.Headers.Location!.OriginalString.ShouldBe("/_gateway/v1/clients/a-1/roi/drain");
        put.Headers.GetValues("Preference-Applied").ShouldBe(["respond-async"]);
        put.Headers.CacheControl!.NoStore.ShouldBeTrue();
        put.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        await ShouldSayAsync(put, draining);
        using HttpResponseMessage asked = await AskAsync(_north, put.Headers.Location.OriginalString);
        asked.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        asked.Headers.CacheControl!.NoStore.ShouldBeTrue();
        await ShouldSayAsync(asked, draining);

        // Who comes now is judged by the form.
        (await StatusAsync("a-1")).ShouldBeOfType<ConsentStatus.NoSharing>();
        pass.Dispose();
        await ShouldDrainAsync("a-1", "explicit");
        await ShouldDrainAsync("a-1", "explicit");
        using HttpResponseMessage last = await AskAsync(_north, put.Headers.Location.OriginalString);
        await ShouldSayAsync(last, """{"version":2,"recordedAt":"2026-11-02T15:04:05+00:00","state":"drained","drained":"explicit"}""");
    }

    [Fact]
    public async Task A_caller_that_cannot_wait_is_answered_as_ever_when_nothing_is_in_flight()
    {
        using HttpResponseMessage put = await PutAsync("a-1", None, Impatient);

        put.StatusCode.ShouldBe(HttpStatusCode.OK);
        put.Headers.Contains("Preference-Applied").ShouldBeFalse();
        (await JsonAsync(put))["drained"]!.GetValue<string>().ShouldBe("none");
        await ShouldDrainAsync("a-1", "none");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wait=0")]
    [InlineData("handling=lenient, return=minimal")]
    [InlineData("respond-asynchronously, wait=0")]
    [InlineData("x=\"respond-async, wait=0\"")]
    public async Task Who_does_not_ask_for_it_waits(string? prefer)
    {
        IFencePass pass = await EnterAsync("north", "a-1");

        Task<HttpResponseMessage> put = PutAsync("a-1", None, prefer);
        await Eventually.HoldsAsync(async () => await StatusAsync("a-1") is ConsentStatus.NoSharing);

        put.IsCompleted.ShouldBeFalse();
        pass.Dispose();
        using HttpResponseMessage answer = await put;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await JsonAsync(answer))["drained"]!.GetValue<string>().ShouldBe("explicit");
    }

    [Theory]
    [InlineData("respond-async", 250)]
    [InlineData("respond-async, wait=abc", 250)]
    [InlineData("respond-async, wait=2", 2_000)]
    [InlineData("respond-async, wait=60", 5_000)]
    public async Task The_caller_says_how_long_it_waits_up_to_the_drain_timeout(string prefer, int milliseconds)
    {
        IFencePass pass = await EnterAsync("north", "a-1");

        Task<HttpResponseMessage> put = PutAsync("a-1", None, prefer);
        await Eventually.HoldsAsync(async () => await StatusAsync("a-1") is ConsentStatus.NoSharing);
        put.IsCompleted.ShouldBeFalse();
        int waited = 0;
        await Eventually.HoldsAsync(() =>
        {
            _gateway.Time.Advance(TimeSpan.FromMilliseconds(50));
            waited += 50;
            return put.IsCompleted;
        });

        using HttpResponseMessage answer = await put;
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        waited.ShouldBeGreaterThanOrEqualTo(milliseconds);
        pass.Dispose();
        await EventuallyDrainedAsync("a-1");
    }

    [Fact]
    public async Task A_drain_that_ends_while_the_caller_waits_is_answered_200()
    {
        IFencePass pass = await EnterAsync("north", "a-1");

        Task<HttpResponseMessage> put = PutAsync("a-1", None, "respond-async, wait=5");
        await Eventually.HoldsAsync(async () => await StatusAsync("a-1") is ConsentStatus.NoSharing);
        pass.Dispose();

        using HttpResponseMessage answer = await put;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await JsonAsync(answer))["drained"]!.GetValue<string>().ShouldBe("explicit");
    }

    [Fact]
    public async Task A_forward_that_does_not_end_is_reset_although_nobody_waits()
    {
        IFencePass pass = await EnterAsync("north", "a-1");
        await using CancellationTokenRegistration reset = pass.Revoked.Register(pass.Dispose);
        using HttpResponseMessage put = await PutAsync("a-1", None, Impatient);
        put.StatusCode.ShouldBe(HttpStatusCode.Accepted);

        _gateway.Time.Advance(TimeSpan.FromSeconds(5));

        await ShouldDrainAsync("a-1", "cancelled");
    }

    [Fact]
    public async Task Another_clients_forward_that_mentions_the_person_is_waited_for_too()
    {
        IFencePass pass = await MentionAsync("her number is 219 09 9999");

        using HttpResponseMessage put = await PutAsync("a-1", NoneOfAnn, Impatient);

        put.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await ShouldBeDrainingAsync("a-1");
        pass.Dispose();
        await ShouldDrainAsync("a-1", "explicit");
    }

    [Fact]
    public async Task The_status_drains_again_for_a_form_whose_drain_nobody_here_knows()
    {
        // As after a restart, or on another replica: the forms are on file and nothing else is known.
        await RecordAsync(_north, "a-1", NoneOfAnn);
        IFencePass own = await EnterAsync("north", "a-1");
        IFencePass mention = await MentionAsync("Lee, Ann, 12/10/1985");

        await ShouldBeDrainingAsync("a-1");
        await UntilFoundAsync(own);
        await UntilFoundAsync(mention);
        own.Dispose();
        await ShouldBeDrainingAsync("a-1");
        mention.Dispose();

        await ShouldDrainAsync("a-1", "cancelled");
    }

    [Fact]
    public async Task The_status_of_a_form_is_also_that_of_the_forms_before_it()
    {
        await RecordAsync(_south, "b-1", """
            {"choice":"full","signedOn":"2026-10-01","identity":{"firstName":"Ann","lastName":"Lee","dob":"1985-12-10","ssn":"219-09-9999"}}
            """);
        await RecordAsync(_north, "a-1", NoneOfAnn);
        IFencePass ofSameIdentity = await EnterAsync("south", "b-1");
        IFencePass own = await EnterAsync("north", "a-1");

        using HttpResponseMessage latest = await PutAsync("a-1", None, Impatient);

        latest.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await UntilFoundAsync(ofSameIdentity);
        own.Dispose();
        await ShouldBeDrainingAsync("a-1");
        ofSameIdentity.Dispose();
        await ShouldDrainAsync("a-1", "cancelled");
    }

    [Fact]
    public async Task A_later_form_is_waited_for_anew()
    {
        await RecordAsync(_north, "a-1", None);
        await ShouldDrainAsync("a-1", "none");
        IFencePass pass = await EnterAsync("north", "a-1");
        await ShouldDrainAsync("a-1", "none");

        using HttpResponseMessage put = await PutAsync("a-1", None, Impatient);

        put.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await JsonAsync(put))["version"]!.GetValue<int>().ShouldBe(3);
        await ShouldBeDrainingAsync("a-1");
        pass.Dispose();
        await ShouldDrainAsync("a-1", "explicit");
    }

    [Fact]
    public async Task Forms_that_cannot_be_recorded_are_422_at_once_as_ever()
    {
        using HttpResponseMessage put = await PutAsync("a-1", """{"choice":"Canary","signedOn":"2026-11-02"}""", Impatient);

        put.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Another_agencys_clients_answer_like_those_that_do_not_exist()
    {
        using HttpResponseMessage shown = await _south.GetAsync("clients/unknown/roi", Stop);
        byte[] unknown = await shown.Content.ReadAsByteArrayAsync(Stop);

        foreach (string client in (string[])["a-1", "unknown", "%20", "1003", new string('x', 65)])
        {
            using HttpResponseMessage answer = await AskAsync(_south, $"clients/{client}/roi/drain");
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, client);
            (await answer.Content.ReadAsByteArrayAsync(Stop)).ShouldBe(unknown, client);
        }
    }

    private static async Task RecordAsync(HttpClient agency, string client, string form)
    {
        using StringContent content = new(form, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await agency.PutAsync($"clients/{client}/roi", content, Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient agency, string path, string prefer = "wait=0")
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Prefer", prefer);
        return await agency.SendAsync(request, Stop);
    }

    private static async Task<JsonNode> JsonAsync(HttpResponseMessage answer) => JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!;

    private static async Task ShouldSayAsync(HttpResponseMessage answer, string json) =>
        JsonNode.DeepEquals(await JsonAsync(answer), JsonNode.Parse(json)).ShouldBeTrue();

    private async Task<HttpResponseMessage> PutAsync(string client, string form, string? prefer)
    {
        using HttpRequestMessage request = new(HttpMethod.Put, $"clients/{client}/roi") { Content = new StringContent(form, Encoding.UTF8, "application/json") };
        if (prefer is not null)
        {
            request.Headers.TryAddWithoutValidation("Prefer", prefer);
        }

        return await _north.SendAsync(request, Stop);
    }

    /// <summary>A drain that found a forward resets it in the end; only then is it known that it is waited for.</summary>
    private Task UntilFoundAsync(IFencePass pass) => Eventually.HoldsAsync(async () =>
    {
        await ShouldBeDrainingAsync("a-1");
        _gateway.Time.Advance(TimeSpan.FromSeconds(1));
        return pass.Revoked.IsCancellationRequested;
    });

    private async Task ShouldBeDrainingAsync(string client)
    {
        using HttpResponseMessage answer = await AskAsync(_north, $"clients/{client}/roi/drain");
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    private async Task ShouldDrainAsync(string client, string drained) => (await EventuallyDrainedAsync(client))["drained"]!.GetValue<string>().ShouldBe(drained);

    private async Task<JsonNode> EventuallyDrainedAsync(string client)
    {
        JsonNode? body = null;
        await Eventually.HoldsAsync(async () =>
        {
            using HttpResponseMessage answer = await AskAsync(_north, $"clients/{client}/roi/drain");
            body = await JsonAsync(answer);
            return answer.StatusCode == HttpStatusCode.OK;
        });
        return body!;
    }

    private async Task<IFencePass> EnterAsync(string agencyId, string client)
    {
        PersonSnapshot snapshot = await LookUpAsync(agencyId, client);
        return (await _gateway.Get<IConsentFence>().EnterAsync([.. snapshot.Persons.Values.SelectMany(static person => person)], Stop)).ShouldNotBeNull();
    }

    private async Task<IFencePass> MentionAsync(string note) => (await _gateway.Get<IConsentFence>().EnterAsync(
        new FencedForward([new PersonId(99)], "south", "hmis", Swept.Text(_gateway.Get<ProtectedClients>().Key, note)), Stop)).ShouldNotBeNull();

    private async Task<ConsentStatus> StatusAsync(string client) =>
        (await LookUpAsync("north", client)).Histories.Values.Single().StatusFor("north", new DateOnly(2026, 11, 2));

    private ValueTask<PersonSnapshot> LookUpAsync(string agencyId, string client) =>
        _gateway.Storage.Persons.LookUpAsync([_gateway.Get<Pseudonymizer>().OfAgencyClient(agencyId, client)], Stop);
}
