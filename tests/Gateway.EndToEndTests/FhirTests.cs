using System.Text;
using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests;

/// <summary>An agency system that speaks FHIR, before a vendor that records every byte.</summary>
public sealed class FhirTests : IAsyncLifetime
{
    private const string Urn = "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a";

    private readonly GatewayBeforeVendor _gateway = new() { Settings = { ["Vendors__0__Profile"] = "fhir-r4" } };

    public async ValueTask InitializeAsync()
    {
        await _gateway.InitializeAsync();
        await _gateway.RecordAsync("full-1", "full", "1001");
        await _gateway.RecordAsync("none-1", "none", "1003");
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_bundle_about_a_full_client_arrives_byte_for_byte()
    {
        string body = Bundle(Entry("PUT", "Patient/1001", """{"resourceType":"Patient","id":"1001"}""", Urn), Episode(Urn), Episode("Patient/1001"));

        (await SendAsync("POST", "/", body)).Status.ShouldBe(200);

        _gateway.Vendor.Text.ShouldEndWith(body);
    }

    [Fact]
    public async Task A_bundle_with_one_entry_about_a_no_sharing_client_is_kept_whole()
    {
        foreach (string body in (string[])
                 [
                     Bundle(Episode("Patient/1001"), Episode("Patient/1003")),
                     Bundle(Episode("Patient/1001"), Entry("DELETE", "Patient/1003")),
                     Bundle(Episode("Patient/1001"), Episode("http://hmis.example.org/fhir/Patient/1003/_history/2")),
                     Bundle(Episode(Urn), Entry("PUT", "Patient/1003", """{"resourceType":"Patient"}""", Urn)),
                 ])
        {
            Answer answer = await SendAsync("POST", "/", body);

            (answer.Status, answer.Code).ShouldBe((403, "no_sharing"), body);
            (await _gateway.ReadBackAsync(answer.Receipt)).ShouldBe(Encoding.UTF8.GetBytes(body));
        }

        _gateway.Vendor.Bytes.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_location_of_a_created_episode_leads_to_its_patient_afterwards()
    {
        _gateway.Vendor.Answer = static _ => RecordingVendor.Ok(
            """{"resourceType":"Bundle","type":"transaction-response","entry":[{"response":{"status":"201 Created","location":"EpisodeOfCare/771/_history/1"}}]}""");
        (await SendAsync("POST", "/", Bundle(Episode("Patient/1001")))).Status.ShouldBe(200);

        (await SendAsync("POST", "/Encounter", Encounter("771"))).Status.ShouldBe(200);
        (await SendAsync("POST", "/Encounter", Encounter("772"))).Code.ShouldBe("consent_not_confirmed");
    }

    [Fact]
    public async Task An_entry_that_failed_at_the_vendor_taught_nothing()
    {
        _gateway.Vendor.Answer = static _ => RecordingVendor.Ok(
            """{"resourceType":"Bundle","type":"batch-response","entry":[{"response":{"status":"422 Unprocessable Entity"},"resource":{"resourceType":"EpisodeOfCare","id":"771"}}]}""");
        (await SendAsync("POST", "/", Bundle(Episode("Patient/1001")))).Status.ShouldBe(200);

        (await SendAsync("POST", "/Encounter", Encounter("771"))).Code.ShouldBe("consent_not_confirmed");
    }

    [Theory]
    [InlineData("""{"resourceType":"Basic"}""", "POST", "/Basic", "route_unclassified")]
    [InlineData("""{"resourceType":"Patient"}""", "POST", "/Observation", "payload_unreadable")]
    [InlineData("""{"resourceType":"Observation"}""", "POST", "/Observation", "client_unidentified")]
    [InlineData("""{"resourceType":"Observation","subject":{"reference":"Patient/7777"}}""", "POST", "/Observation", "consent_not_confirmed")]
    public async Task What_is_not_known_to_be_permitted_is_kept(string body, string method, string path, string code)
    {
        (await SendAsync(method, path, body)).Code.ShouldBe(code);

        _gateway.Vendor.Bytes.ShouldBeEmpty();
    }

    private static string Episode(string patient) =>
        Entry("POST", "EpisodeOfCare", $$$"""{"resourceType":"EpisodeOfCare","status":"active","patient":{"reference":"{{{patient}}}"}}""");

    private static string Encounter(string episode) =>
        $$$"""{"resourceType":"Encounter","status":"finished","episodeOfCare":[{"reference":"EpisodeOfCare/{{{episode}}}"}]}""";

    private static string Entry(string method, string url, string? resource = null, string? fullUrl = null) =>
        "{" + (fullUrl is null ? "" : $"\"fullUrl\":\"{fullUrl}\",") + (resource is null ? "" : $"\"resource\":{resource},")
        + $"\"request\":{{\"method\":\"{method}\",\"url\":\"{url}\"}}}}";

    private static string Bundle(params string[] entries) => $$"""{"resourceType":"Bundle","type":"transaction","entry":[{{string.Join(',', entries)}}]}""";

    private Task<Answer> SendAsync(string method, string path, string body) =>
        _gateway.SendBytesAsync(method, path, Encoding.UTF8.GetBytes(body), "application/fhir+json");
}
