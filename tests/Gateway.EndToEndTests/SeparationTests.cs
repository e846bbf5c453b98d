using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests;

/// <summary>Two clients who were taken for one person are two again once somebody says so; no No Sharing gets lost by it.</summary>
public sealed class SeparationTests(GatewayBeforeVendor gateway) : IClassFixture<GatewayBeforeVendor>
{
    private static readonly (string Name, string Value)[] s_who = [("Hmis-Gateway-Actor", "dana"), ("Hmis-Gateway-Reason", "correction")];

    [Fact]
    public async Task A_client_whose_form_names_a_wrong_id_is_taken_out_and_both_are_judged_by_their_own_papers()
    {
        await gateway.RecordAsync("right-1", "full", "1001");
        await gateway.RecordAsync("wrong-1", "none", "1001");
        Answer held = await PutAsync("1001");
        held.Code.ShouldBe("no_sharing");

        (await SeparateAsync("wrong-1", """{"vendorId":"1001"}""")).Status.ShouldBe(200);

        (await PutAsync("1001")).Status.ShouldBe(200);
        gateway.Vendor.Clear();
        (await gateway.SendAsync("POST", "/clients", """{"client":{"alias":"x"}}""", null, ("Hmis-Gateway-Client", "wrong-1"))).Code.ShouldBe("no_sharing");
        await gateway.RestartAsync();
        (await PutAsync("1001")).Status.ShouldBe(200);
        (await gateway.SendAsync("POST", "/clients", """{"client":{"alias":"x"}}""", null, ("Hmis-Gateway-Client", "wrong-1"))).Code.ShouldBe("no_sharing");

        // The same wrong id again does not make them one: both are judged, and the client of its own papers alone is free.
        await gateway.RecordAsync("wrong-1", "none", "1001", signedOn: "2026-03-01");
        (await PutAsync("1001")).Code.ShouldBe("no_sharing");
        (await gateway.SendAsync("POST", "/clients", """{"client":{"alias":"x"}}""", null, ("Hmis-Gateway-Client", "right-1"))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Two_own_ids_are_separated_and_what_was_learned_of_one_leads_to_both()
    {
        await gateway.RecordAsync("twin-a", "full", "1101");
        gateway.Vendor.Answer = static _ => RecordingVendor.Ok("""{"id":"E1"}""");
        (await gateway.SendAsync("POST", "/clients/1101/client-programs/enroll", """{"programId":2}""")).Status.ShouldBe(200);
        const string note = """{"clientNote":{"title":"t","ref_client_program":"E1"}}""";
        (await gateway.SendAsync("POST", "/clients/1101/client-notes", note)).Status.ShouldBe(200);
        await gateway.RecordAsync("twin-b", "none", "1101");

        (await SeparateAsync("twin-b", """{"clientId":"twin-a"}""")).Status.ShouldBe(200);

        (await PutAsync("1101")).Status.ShouldBe(200);
        (await gateway.SendAsync("POST", "/clients/1101/client-notes", note)).Code.ShouldBe("no_sharing");
    }

    [Fact]
    public async Task A_no_sharing_that_another_agency_documented_stays_with_the_client_who_is_taken_out()
    {
        string other = await gateway.AddAgencyAsync("other-separating");
        await gateway.RecordAsync("theirs", "none", "1201", other, signedOn: "2026-02-01");
        await gateway.RecordAsync("ours", "full", "1201", signedOn: "2026-03-01");
        gateway.Vendor.Clear();
        (await PutAsync("1201")).Code.ShouldBe("consent_not_confirmed");

        Answer separated = await SeparateAsync("ours", """{"vendorId":"1201"}""");
        Answer unlinked = await SeparateAsync("ours", """{"vendorId":"1201"}""");

        unlinked.Status.ShouldBe(separated.Status);
        Answer write = await gateway.SendAsync("POST", "/clients", """{"client":{"alias":"x"}}""", null, ("Hmis-Gateway-Client", "ours"));
        write.Code.ShouldBe("consent_not_confirmed");
        gateway.Vendor.Bytes.ShouldBeEmpty();
        (await gateway.SendAsync("PUT", "/clients/1201", """{"client":{"alias":"x"}}""", other)).Code.ShouldBe("no_sharing");

        // Their own documents say otherwise: a later grant with its signed copy.
        Answer copy = await gateway.SendAsync("PUT", "/_gateway/v1/clients/ours/roi/1/document", "signed");
        copy.Status.ShouldBe(200, copy.Text);
        (await gateway.SendAsync("POST", "/clients", """{"client":{"alias":"x"}}""", null, ("Hmis-Gateway-Client", "ours"))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task It_needs_actor_and_reason_an_own_client_and_something_that_its_forms_state()
    {
        await gateway.RecordAsync("sep-1", "full", "1301");
        string other = await gateway.AddAgencyAsync("other-asking");
        await gateway.RecordAsync("sep-theirs", "none", "1302", other);

        (await gateway.SendAsync("POST", "/_gateway/v1/clients/sep-1/separations", """{"vendorId":"1301"}""")).Status.ShouldBe(422);
        (await SeparateAsync("nobody", """{"vendorId":"1301"}""")).Status.ShouldBe(404);
        (await SeparateAsync("sep-theirs", """{"vendorId":"1302"}""")).Status.ShouldBe(404);
        foreach (string body in (string[])["""{"vendorId":"1302"}""", """{"vendorId":"9"}""", """{"clientId":"sep-theirs"}""", """{"clientId":"sep-1"}""", "{}", """{"clientId":"a","vendorId":"1301"}"""])
        {
            (await SeparateAsync("sep-1", body)).Status.ShouldBe(422, body);
        }

        (int exitCode, string output, string error) = await gateway.VerbAsync(
            "client", "separate", "--agency", "shelter", "--client", "sep-1", "--from-vendor-id", "hmis:1301", "--actor", "dana", "--reason", "correction");
        exitCode.ShouldBe(0, output + error);
    }

    private Task<Answer> PutAsync(string id) => gateway.SendAsync("PUT", "/clients/" + id, """{"client":{"alias":"the raven"}}""");

    private Task<Answer> SeparateAsync(string client, string body) =>
        gateway.SendAsync("POST", $"/_gateway/v1/clients/{client}/separations", body, null, s_who);
}
