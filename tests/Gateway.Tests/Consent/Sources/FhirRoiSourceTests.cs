using System.Net;
using System.Text.Json.Nodes;
using HmisGateway.Consent;
using HmisGateway.Consent.Sources;
using HmisGateway.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace HmisGateway.Tests.Consent.Sources;

/// <summary>Forms out of FHIR R4 consents; the day is 2026-11-02 in Chicago.</summary>
public sealed class FhirRoiSourceTests : IDisposable
{
    private const string Choices = "https://example.org/roi-choice";

    private readonly RecordingHandler _handler = new();
    private readonly ConsentOptions _options = new()
    {
        Source = RoiSourceKind.Fhir,
        Address = "https://fhir.example.org/r4",
        Fhir = new FhirConsentOptions { ClientSystem = "https://{agency}.example.org/clients" },
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _handler.Dispose();

    [Fact]
    public async Task The_search_is_a_post_whose_identifiers_stand_in_the_body()
    {
        _options.Fhir.OrganizationSystem = "https://example.org/agencies";
        _options.Fhir.Category = "http://loinc.org|59284-0";

        await AskAsync(Bundle());

        (HttpMethod method, Uri address, string body) = _handler.Requests.ShouldHaveSingleItem();
        method.ShouldBe(HttpMethod.Post);
        address.ShouldBe(new Uri("https://fhir.example.org/r4/Consent/_search"));
        string[] fields = Uri.UnescapeDataString(body).Split('&');
        fields.ShouldContain("patient.identifier=https://north.example.org/clients|a\\,1,http://hmis.hud.gov/identifiers/PersonalID|1002");
        fields.ShouldContain("organization.identifier=https://example.org/agencies|north");
        fields.ShouldContain("category=http://loinc.org|59284-0");
        fields.ShouldContain("status=active");
        fields.ShouldContain("_include=Consent:patient");
    }

    [Theory]
    [InlineData("""{"type":"permit"}""", "limited", "2026-10-01T10:00:00-05:00", null)]
    [InlineData("""{"type":"permit","period":{"end":"2026-12-31"}}""", "limited", "2026-10-01T10:00:00-05:00", "2026-12-31")]
    [InlineData("""{"type":"permit","period":{"start":"2026-11-02","end":"2026-12-31T23:30:00Z"}}""", "limited", "2026-10-01T10:00:00-05:00", "2026-12-30")]
    [InlineData("""{"type":"permit","period":{"start":"2026-11-02T15:04:05Z","end":"2026-12-31T23:59:59-06:00"}}""", "limited", "2026-10-01T10:00:00-05:00", "2026-12-31")]
    [InlineData("""{"type":"deny"}""", "none", "2026-10-01T10:00:00-05:00", null)]
    [InlineData("""{"type":"deny","provision":[{"type":"permit"}]}""", "none", "2026-10-01T10:00:00-05:00", null)]
    public async Task A_provision_is_read_as_a_form(string provision, string choice, string signedOn, string? endsOn)
    {
        RoiSubmission form = (await AskAsync(Bundle(Consent(provision)))).ShouldHaveSingleItem().Forms.ShouldHaveSingleItem();

        (form.Choice, form.SignedOn, form.EndsOn, form.Signer).ShouldBe((choice, signedOn, endsOn, "self"));
    }

    [Theory]
    [InlineData("""{}""", "it does not say whether it permits")]
    [InlineData("""{"type":"permit","provision":[{"type":"deny"}]}""", "exceptions are not understood")]
    [InlineData("""{"type":"permit","modifierExtension":[{"url":"x"}]}""", "something changes its meaning")]
    [InlineData("""{"type":"permit","actor":[{"reference":{"reference":"Organization/1"}}]}""", "it is for somebody")]
    [InlineData("""{"type":"permit","purpose":[{"code":"TREAT"}]}""", "it is for some purpose")]
    [InlineData("""{"type":"permit","class":[{"code":"Observation"}]}""", "it is about some data")]
    [InlineData("""{"type":"permit","dataPeriod":{"end":"2020-01-01"}}""", "it is about old data")]
    [InlineData("""{"type":"permit","securityLabel":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"}]}""", "it is about some data")]
    [InlineData("""{"type":"permit","period":{"start":"2026-11-03"}}""", "it has not begun")]
    [InlineData("""{"type":"permit","period":{"start":"2026-11-02T15:04:06Z"}}""", "it has not begun")]
    public async Task What_is_not_understood_completely_grants_nothing(string provision, string because) =>
        FormsOf(await AskAsync(Bundle(Consent(provision)))).ShouldBeEmpty(because);

    [Theory]
    [InlineData("""{"status":"inactive"}""")]
    [InlineData("""{"status":"entered-in-error"}""")]
    [InlineData("""{"scope":{"coding":[{"code":"research"}]}}""")]
    [InlineData("""{"implicitRules":"http://example.org/rules"}""")]
    [InlineData("""{"scope":{"text":"privacy"}}""")]
    [InlineData("""{"policyRule":{"coding":[{"code":"OPTINR"}]}}""")]
    [InlineData("""{"policyRule":{"text":"emergencies only"}}""")]
    [InlineData("""{"modifierExtension":[{"url":"x"}]}""")]
    public async Task A_consent_that_does_not_count_or_is_about_something_else_grants_nothing(string change) =>
        FormsOf(await AskAsync(Bundle(Consent("""{"type":"permit"}""", change)))).ShouldBeEmpty();

    [Theory]
    [InlineData("""{"dateTime":"2026-09"}""", "permit", "2026-09-01")]
    [InlineData("""{"dateTime":"2026-09"}""", "deny", "2026-09-30")]
    [InlineData("""{"dateTime":"2025"}""", "deny", "2025-12-31")]
    [InlineData("""{"dateTime":null,"meta":{"lastUpdated":"2026-10-05T00:00:00Z"}}""", "permit", "2026-10-05T00:00:00Z")]
    public async Task A_date_without_its_day_is_early_for_a_grant_and_late_for_a_denial(string change, string type, string signedOn) =>
        (await AskAsync(Bundle(Consent($$"""{"type":"{{type}}"}""", change)))).Single().Forms.Single().SignedOn.ShouldBe(signedOn);

    [Theory]
    [InlineData("full", "permit", "full")]
    [InlineData("limited", "permit", "limited")]
    [InlineData("none", "permit", "none")]
    [InlineData("full", "deny", "none")]
    public async Task A_configured_code_says_the_choice(string code, string type, string choice)
    {
        _options.Fhir.ChoiceSystem = Choices;
        string asCategory = $$"""{"category":[{"coding":[{"system":"{{Choices}}","code":"{{code}}"}]}]}""";
        (await AskAsync(Bundle(Consent($$"""{"type":"{{type}}"}""", asCategory)))).Single().Forms.Single().Choice.ShouldBe(choice);

        string asLabel = $$"""{"type":"{{type}}","securityLabel":[{"system":"{{Choices}}","code":"{{code}}"}]}""";
        (await AskAsync(Bundle(Consent(asLabel)))).Single().Forms.Single().Choice.ShouldBe(choice);
    }

    [Fact]
    public async Task Where_codes_are_configured_a_grant_without_one_grants_nothing()
    {
        _options.Fhir.ChoiceSystem = Choices;
        FormsOf(await AskAsync(Bundle(Consent("""{"type":"permit"}""")))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_related_person_signs_as_guardian()
    {
        string consent = Consent("""{"type":"permit"}""", """{"performer":[{"reference":"RelatedPerson/7"}]}""");
        (await AskAsync(Bundle(consent))).Single().Forms.Single().Signer.ShouldBe("guardian");
    }

    [Fact]
    public async Task An_hmis_id_is_answered_under_the_agencys_own_id()
    {
        IReadOnlyList<RoiSourceClient> both = await AskAsync(Bundle(Consent("""{"type":"permit"}""", patient: "p2")));
        both.Select(static client => (client.ClientId, client.VendorId?.Id)).ShouldBe([("b-2", "1002")]);
    }

    [Fact]
    public async Task Further_pages_are_read_at_the_same_authority_only()
    {
        _handler.Answers.Enqueue((HttpStatusCode.OK, Bundle(next: "https://fhir.example.org/r4?page=2")));
        (await AskAsync(Bundle(Consent("""{"type":"deny"}"""))))
            .ShouldHaveSingleItem();
        _handler.Requests[1].Method.ShouldBe(HttpMethod.Get);

        await Should.ThrowAsync<RoiSourceUnavailableException>(() => AskAsync(Bundle(next: "https://elsewhere.example.org/r4?page=2")));
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("""{"resourceType":"Bundle","type":"batch-response"}""")]
    [InlineData("""{"resourceType":"Bundle","type":"searchset","entry":[{"fullUrl":"x"}]}""")]
    [InlineData("""{"resourceType":"Bundle","type":"searchset","entry":[{"search":{"mode":"outcome"},"resource":{"resourceType":"OperationOutcome","issue":[{"severity":"warning"}]}}]}""")]
    [InlineData("""{"resourceType":"Bundle","type":"searchset","entry":{}}""")]
    [InlineData("""{"resourceType":"Bundle","type":"searchset","link":[{"relation":"next"}]}""")]
    [InlineData("""{"resourceType":"Bundle","type":"searchset","link":[{"relation":"next","url":"https://fhir.example.org/r4/Consent?patient.identifier=a"}]}""")]
    public async Task An_answer_that_is_no_search_stops_the_request(string answer) =>
        await Should.ThrowAsync<RoiSourceUnavailableException>(() => AskAsync(answer));

    [Theory]
    [InlineData("p3")]
    [InlineData("p9")]
    public async Task A_consent_of_a_patient_for_whom_it_was_not_asked_stops_the_request(string patient) =>
        await Should.ThrowAsync<RoiSourceUnavailableException>(() => AskAsync(Bundle(Consent("""{"type":"permit"}""", patient: patient))));

    [Theory]
    [InlineData("""{"policyRule":{"coding":[{"code":"OPTOUT"}]}}""")]
    [InlineData("""{"policyRule":{"coding":[{"code":"OPTOUTE"}]},"scope":{"text":"privacy"}}""")]
    public async Task A_policy_of_opting_out_is_no_sharing(string change)
    {
        FormsOf(await AskAsync(Bundle(Consent("{}", change)))).ShouldHaveSingleItem().Choice.ShouldBe("none");
    }

    [Fact]
    public async Task A_consent_that_is_not_understood_takes_all_grants_away_and_no_denial()
    {
        string narrowed = Consent("""{"type":"permit","provision":[{"type":"deny"}]}""");

        FormsOf(await AskAsync(Bundle(Consent("""{"type":"permit"}""") + "},{\"resource\":" + narrowed))).ShouldBeEmpty();
        FormsOf(await AskAsync(Bundle(Consent("""{"type":"deny"}""") + "},{\"resource\":" + narrowed))).ShouldHaveSingleItem().Choice.ShouldBe("none");
    }

    [Theory]
    [InlineData("""{"decision":"deny"}""")]
    [InlineData("""{"provision":[{"type":"deny"}]}""")]
    public async Task A_consent_of_another_release_stops_the_request(string change) =>
        await Should.ThrowAsync<RoiSourceUnavailableException>(() => AskAsync(Bundle(Consent("{}", change))));

    [Theory]
    [InlineData("https://example.org/agencies", null)]
    [InlineData(null, "http://loinc.org|59284-0")]
    public async Task A_server_that_leaves_out_a_part_of_the_search_stops_the_request(string? organizationSystem, string? category)
    {
        _options.Fhir.OrganizationSystem = organizationSystem;
        _options.Fhir.Category = category;

        await Should.ThrowAsync<RoiSourceUnavailableException>(() => AskAsync(Bundle(Consent("""{"type":"permit"}"""))));
    }

    [Fact]
    public async Task A_consent_of_the_agencys_organization_and_category_counts()
    {
        _options.Fhir.OrganizationSystem = "https://example.org/agencies";
        _options.Fhir.Category = "http://loinc.org|59284-0";
        string consent = Consent("""{"type":"permit"}""", """{"organization":[{"reference":"Organization/o1"}],"category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}]}""");
        const string organization = """{"resourceType":"Organization","id":"o1","identifier":[{"system":"https://example.org/agencies","value":"north"}]}""";

        FormsOf(await AskAsync(Bundle(consent + "},{\"resource\":" + organization))).ShouldHaveSingleItem().Choice.ShouldBe("limited");
    }

    private static IEnumerable<RoiSubmission> FormsOf(IReadOnlyList<RoiSourceClient> clients) => clients.SelectMany(static client => client.Forms);

    private static string Consent(string provision, string change = "{}", string patient = "p1")
    {
        JsonObject consent = JsonNode.Parse($$"""
            {"resourceType":"Consent","status":"active","scope":{"coding":[{"code":"patient-privacy"}]},"patient":{"reference":"Patient/{{patient}}"},
             "dateTime":"2026-10-01T10:00:00-05:00","provision":{{provision}}}
            """)!.AsObject();
        foreach ((string name, JsonNode? value) in JsonNode.Parse(change)!.AsObject())
        {
            consent[name] = value?.DeepClone();
        }

        return consent.ToJsonString();
    }

    private static string Bundle(string? consent = null, string? next = null)
    {
        string link = next is null ? "" : $",{{\"relation\":\"next\",\"url\":\"{next}\"}}";
        string entry = consent is null ? "" : $"{{\"resource\":{consent},\"search\":{{\"mode\":\"match\"}}}},";
        const string patients = """
            {"fullUrl":"https://fhir.example.org/r4/Patient/p1","resource":{"resourceType":"Patient","id":"p1","identifier":[{"system":"https://north.example.org/clients","value":"a,1"}]}},
            {"fullUrl":"https://fhir.example.org/r4/Patient/p2","resource":{"resourceType":"Patient","id":"p2","identifier":[{"system":"https://north.example.org/clients","value":"b-2"},{"system":"http://hmis.hud.gov/identifiers/PersonalID","value":"1002"}]}},
            {"fullUrl":"https://fhir.example.org/r4/Patient/p3","resource":{"resourceType":"Patient","id":"p3","identifier":[{"system":"https://south.example.org/clients","value":"a,1"}]}}
            """;
        return $"{{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"link\":[{{\"relation\":\"self\",\"url\":\"x\"}}{link}],\"entry\":[{entry}{patients}]}}";
    }

    private Task<IReadOnlyList<RoiSourceClient>> AskAsync(string answer)
    {
        _handler.Answers.Enqueue((HttpStatusCode.OK, answer));
        RoiCalendar calendar = new(new GatewayOptions(), new FakeTimeProvider(Some.Moment));
        FhirRoiSource source = new(new RoiSourceCaller(_handler, _options), _options, new FhirConsentReader(_options, calendar));
        return source.AskAsync("north", [new("a,1", null), new(null, new VendorClientId("hmis", "1002"))], Stop);
    }
}
