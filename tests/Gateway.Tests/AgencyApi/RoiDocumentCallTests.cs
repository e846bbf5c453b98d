using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Policy.Consent;
using HmisGateway.Testing;
using HmisGateway.Tests.Fence;

namespace HmisGateway.Tests.AgencyApi;

public sealed class RoiDocumentCallTests : IAsyncLifetime
{
    private static readonly byte[] s_copy = [.. "%PDF-1.7 Zebulon Quarterdeck signed this"u8, 0, 255, 13, 10];

    private GatewayUnderTest _gateway = null!;
    private HttpClient _north = null!;
    private HttpClient _south = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayUnderTest.StartAsync();
        _north = await _gateway.AddAgencyAsync("north");
        _south = await _gateway.AddAgencyAsync("south");
        await RecordAsync(_north, "a-1", """{"choice":"full","signedOn":"2026-11-02","vendorId":"1003"}""");
    }

    public async ValueTask DisposeAsync()
    {
        _north.Dispose();
        _south.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task A_signed_copy_comes_back_byte_for_byte_with_its_type()
    {
        using HttpResponseMessage put = await PutAsync(_north, "a-1", s_copy, "application/pdf; profile=\"scan\"", actor: "Ana");
        using HttpResponseMessage got = await GetAsync(_north, "a-1");

        put.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonNode.DeepEquals(JsonNode.Parse(await put.Content.ReadAsStringAsync(Stop)), JsonNode.Parse($$"""
            {"version":1,"copy":1,"storedAt":"2026-11-02T15:04:05+00:00","bytes":{{s_copy.Length}},"contentType":"application/pdf; profile=\"scan\"","drained":"none"}
            """)).ShouldBeTrue();
        got.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await got.Content.ReadAsByteArrayAsync(Stop)).ShouldBe(s_copy);
        got.Content.Headers.ContentType!.ToString().ShouldBe("application/pdf; profile=\"scan\"");
        got.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        got.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        got.Headers.GetValues("Content-Security-Policy").ShouldBe(["sandbox; default-src 'none'"]);
        JsonNode onFile = JsonNode.Parse(await _north.GetStringAsync("clients/a-1/roi", Stop))!;
        onFile["history"]![0]!["hasDocument"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task The_ledger_holds_a_keyed_digest_and_who_stored_and_who_read_it_by_pseudonym()
    {
        await (await PutAsync(_north, "a-1", s_copy, "application/pdf", actor: "Ana")).Content.ReadAsStringAsync(Stop);
        using HttpResponseMessage got = await GetAsync(_north, "a-1");

        string ledger = await _gateway.LedgerAsync();
        JsonNode stored = Event(ledger, "roi.document");
        stored["digest"]!.GetValue<string>().Length.ShouldBe(64);
        stored["copy"]!.GetValue<string>().ShouldBe("1");
        stored["client"]!.GetValue<string>().ShouldBe(Event(ledger, "roi.recorded")["client"]!.GetValue<string>());
        JsonNode revealed = Event(ledger, "revealed");
        (revealed["version"]!.GetValue<string>(), revealed["reason"]!.GetValue<string>()).ShouldBe(("1", "audit"));
        revealed["statement"].ShouldNotBeNull();
        ledger.ShouldNotContain("Ana");
        ledger.ShouldNotContain("auditor");
        ledger.ShouldNotContain(Convert.ToHexStringLower(SHA256.HashData(s_copy)), Case.Sensitive, "an unkeyed digest could be guessed at");
    }

    [Fact]
    public async Task No_byte_of_a_copy_stands_in_the_database()
    {
        await PutAsync(_north, "a-1", s_copy, "application/x-canary");

        foreach (byte[] part in _gateway.Query("SELECT CAST(sealed_content || sealed_details || wrapped_key AS BLOB) FROM roi_document"))
        {
            Encoding.Latin1.GetString(part).ShouldNotContain("Zebulon");
            Encoding.Latin1.GetString(part).ShouldNotContain("canary");
        }
    }

    [Fact]
    public async Task The_same_copy_again_changes_nothing()
    {
        await PutAsync(_north, "a-1", s_copy, "application/pdf");
        int before = (await _gateway.LedgerAsync()).Length;

        using HttpResponseMessage again = await PutAsync(_north, "a-1", s_copy, "application/pdf");

        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonNode.Parse(await again.Content.ReadAsStringAsync(Stop))!["copy"]!.GetValue<int>().ShouldBe(1);
        (await _gateway.LedgerAsync()).Length.ShouldBe(before);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("audit")]
    [InlineData("client-request")]
    public async Task Another_copy_does_not_replace_the_one_on_file(string? reason)
    {
        await PutAsync(_north, "a-1", s_copy, "application/pdf");

        using HttpResponseMessage other = await PutAsync(_north, "a-1", [1, 2, 3], "application/pdf", reason: reason);
        using HttpResponseMessage otherType = await PutAsync(_north, "a-1", s_copy, "image/png", reason: reason);

        foreach (HttpResponseMessage answer in (HttpResponseMessage[])[other, otherType])
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!["code"]!.GetValue<string>().ShouldBe("conflict");
        }

        using HttpResponseMessage got = await GetAsync(_north, "a-1");
        (await got.Content.ReadAsByteArrayAsync(Stop)).ShouldBe(s_copy);
    }

    [Fact]
    public async Task A_correction_is_a_further_copy_and_both_stay()
    {
        await PutAsync(_north, "a-1", s_copy, "application/pdf");

        using HttpResponseMessage corrected = await PutAsync(_north, "a-1", [1, 2, 3], "image/tiff", "Ana", "correction");

        corrected.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonNode.Parse(await corrected.Content.ReadAsStringAsync(Stop))!["copy"]!.GetValue<int>().ShouldBe(2);
        using HttpResponseMessage latest = await GetAsync(_north, "a-1");
        using HttpResponseMessage first = await GetAsync(_north, "a-1", query: "?copy=1");
        using HttpResponseMessage missing = await GetAsync(_north, "a-1", query: "?copy=3");
        (await latest.Content.ReadAsByteArrayAsync(Stop)).ShouldBe([1, 2, 3]);
        latest.Headers.GetValues("Hmis-Gateway-Copy").ShouldBe(["2"]);
        (await first.Content.ReadAsByteArrayAsync(Stop)).ShouldBe(s_copy);
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Another_agencys_none_is_lifted_by_the_signed_copy_of_a_later_grant_and_not_before()
    {
        await RecordAsync(_south, "b-1", """{"choice":"none","signedOn":"2026-11-01","vendorId":"1003"}""");
        (await StatusAsync("north", "a-1")).ShouldBeOfType<ConsentStatus.NoSharingElsewhere>();

        await PutAsync(_north, "a-1", s_copy, "application/pdf");

        (await StatusAsync("north", "a-1")).ShouldBe(new ConsentStatus.Permitted(SharingChoice.Full));
        (await StatusAsync("south", "b-1")).ShouldBeOfType<ConsentStatus.NoSharing>();
    }

    [Fact]
    public async Task A_signed_copy_of_an_earlier_form_or_of_a_none_lifts_nothing()
    {
        await RecordAsync(_north, "a-1", """{"choice":"none","signedOn":"2026-11-02"}""");
        await RecordAsync(_south, "b-1", """{"choice":"none","signedOn":"2026-11-02","vendorId":"1003"}""");
        await RecordAsync(_north, "a-2", """{"choice":"full","signedOn":"2026-11-02","vendorId":"1004"}""");
        await RecordAsync(_south, "b-2", """{"choice":"none","signedOn":"2026-11-02","vendorId":"1004"}""");

        await PutAsync(_north, "a-1", s_copy, "application/pdf");
        await PutAsync(_north, "a-1", s_copy, "application/pdf", version: 2);
        await PutAsync(_north, "a-2", s_copy, "application/pdf");

        (await StatusAsync("north", "a-1")).ShouldBeOfType<ConsentStatus.NoSharing>();
        (await StatusAsync("north", "a-2")).ShouldBeOfType<ConsentStatus.NoSharingElsewhere>("signed on the same day");
    }

    [Fact]
    public async Task Storing_waits_for_the_forwards_that_are_in_flight()
    {
        PersonSnapshot snapshot = await LookUpAsync("north", "a-1");
        IFencePass pass = (await _gateway.Get<IConsentFence>().EnterAsync([.. snapshot.Persons.Values.SelectMany(static p => p)], Stop)).ShouldNotBeNull();

        Task<HttpResponseMessage> put = PutAsync(_north, "a-1", s_copy, "application/pdf");
        await Eventually.HoldsAsync(StatusOfDocumentAsync);

        put.IsCompleted.ShouldBeFalse();
        pass.Dispose();
        using HttpResponseMessage answer = await put;
        JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!["drained"]!.GetValue<string>().ShouldBe("explicit");

        async Task<bool> StatusOfDocumentAsync() => (await LookUpAsync("north", "a-1")).Histories.Values.Single().CurrentOf("north")!.HasDocument;
    }

    [Fact]
    public async Task Another_agencys_forms_and_versions_that_do_not_exist_answer_alike()
    {
        await PutAsync(_north, "a-1", s_copy, "application/pdf");
        List<string> bodies = [];
        foreach ((string client, string version) in ((string, string)[])[("a-1", "1"), ("zzz", "1"), ("a-1", "x"), ("%20", "1"), ("a-1", "99999999999")])
        {
            using HttpResponseMessage get = await SendAsync(_south, HttpMethod.Get, $"clients/{client}/roi/{version}/document", null, "auditor", "audit");
            using ByteArrayContent content = new(s_copy) { Headers = { ContentType = new MediaTypeHeaderValue("application/pdf") } };
            using HttpResponseMessage put = await SendAsync(_south, HttpMethod.Put, $"clients/{client}/roi/{version}/document", content);
            (get.StatusCode, put.StatusCode).ShouldBe((HttpStatusCode.NotFound, HttpStatusCode.NotFound), client + version);
            bodies.Add(await get.Content.ReadAsStringAsync(Stop));
            bodies.Add(await put.Content.ReadAsStringAsync(Stop));
        }

        bodies.Distinct().ShouldHaveSingleItem();
        using HttpResponseMessage none = await GetAsync(_north, "a-1", version: 2);
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(null, "audit")]
    [InlineData("auditor", null)]
    [InlineData("auditor", "curiosity")]
    public async Task Nobody_reads_a_copy_without_a_name_and_a_reason(string? actor, string? reason)
    {
        await PutAsync(_north, "a-1", s_copy, "application/pdf");

        using HttpResponseMessage answer = await SendAsync(_north, HttpMethod.Get, "clients/a-1/roi/1/document", null, actor, reason);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync(Stop)).ShouldNotContain("Zebulon");
        (await _gateway.LedgerAsync()).ShouldNotContain("\"revealed\"");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("pdf")]
    [InlineData("application/*")]
    [InlineData("*/*")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task A_copy_needs_one_media_type(string? contentType)
    {
        using HttpResponseMessage answer = await PutAsync(_north, "a-1", s_copy, contentType);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync(Stop)).ShouldContain("Content-Type");
    }

    [Fact]
    public async Task An_empty_copy_is_422_and_one_over_20_MiB_is_413()
    {
        using HttpResponseMessage empty = await PutAsync(_north, "a-1", [], "application/pdf");
        using HttpResponseMessage atLimit = await PutAsync(_north, "a-1", new byte[20 * 1024 * 1024], "application/pdf");
        using HttpResponseMessage over = await PutAsync(_north, "a-1", new byte[(20 * 1024 * 1024) + 1], "application/pdf", reason: "correction");

        empty.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        atLimit.StatusCode.ShouldBe(HttpStatusCode.OK);
        over.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("UPDATE roi_document SET version = 2")]
    [InlineData("UPDATE roi_document SET number = 2")]
    [InlineData("UPDATE roi_document SET sealed_content = sealed_details")]
    [InlineData("UPDATE roi_document SET agency_id = 'south', client = (SELECT hash FROM client WHERE agency_id = 'south')")]
    public async Task A_copy_that_was_moved_to_another_form_cannot_be_read(string change)
    {
        await RecordAsync(_north, "a-1", """{"choice":"full","signedOn":"2026-11-02"}""");
        await RecordAsync(_south, "b-1", """{"choice":"full","signedOn":"2026-11-02"}""");
        await PutAsync(_north, "a-1", s_copy, "application/pdf");
        _gateway.Execute(change);

        foreach ((HttpClient agency, string client, int version) in ((HttpClient, string, int)[])[(_north, "a-1", 1), (_north, "a-1", 2), (_south, "b-1", 1)])
        {
            using HttpResponseMessage answer = await GetAsync(agency, client, version);
            ((int)answer.StatusCode).ShouldBeOneOf(404, 503);
            (await answer.Content.ReadAsStringAsync(Stop)).ShouldNotContain("Zebulon");
        }
    }

    private static JsonNode Event(string ledger, string kind) => ledger.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(static entry => JsonNode.Parse(entry)!["events"]!.AsArray()).Last(one => one!["kind"]!.GetValue<string>() == kind)!;

    private static async Task RecordAsync(HttpClient agency, string client, string form)
    {
        using StringContent content = new(form, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await agency.PutAsync($"clients/{client}/roi", content, Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<HttpResponseMessage> PutAsync(
        HttpClient agency, string client, byte[] copy, string? contentType, string? actor = null, string? reason = null, int version = 1)
    {
        using ByteArrayContent content = new(copy);
        if (contentType is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        return await SendAsync(agency, HttpMethod.Put, $"clients/{client}/roi/{version}/document", content, actor, reason);
    }

    private static Task<HttpResponseMessage> GetAsync(HttpClient agency, string client, int version = 1, string query = "") =>
        SendAsync(agency, HttpMethod.Get, $"clients/{client}/roi/{version}/document{query}", null, "auditor", "audit");

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient agency, HttpMethod method, string path, HttpContent? content, string? actor = null, string? reason = null)
    {
        using HttpRequestMessage request = new(method, path) { Content = content };

        // A copy that is too large is answered before it is sent.
        request.Headers.ExpectContinue = content is not null;
        foreach ((string name, string? value) in ((string, string?)[])[("Hmis-Gateway-Actor", actor), ("Hmis-Gateway-Reason", reason)])
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await agency.SendAsync(request, Stop);
    }

    private async Task<ConsentStatus> StatusAsync(string agencyId, string client) =>
        (await LookUpAsync(agencyId, client)).Histories.Values.Single().StatusFor(agencyId, new DateOnly(2026, 11, 2));

    private ValueTask<PersonSnapshot> LookUpAsync(string agencyId, string client) =>
        _gateway.Storage.Persons.LookUpAsync([_gateway.Get<Pseudonymizer>().OfAgencyClient(agencyId, client)], Stop);
}
