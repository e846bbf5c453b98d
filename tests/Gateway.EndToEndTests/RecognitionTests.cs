using System.Text.Json.Nodes;
using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests;

/// <summary>A person is recognised by what earlier writes said of them, under whatever id and by whichever agency they are entered again.</summary>
public sealed class RecognitionTests(GatewayBeforeVendor gateway) : IClassFixture<GatewayBeforeVendor>
{
    private static int s_agencies;

    [Fact]
    public async Task A_client_whose_no_sharing_states_no_identity_is_recognised_by_the_one_in_a_write_that_was_kept_offline()
    {
        await gateway.RecordAsync("none-1", "none", "1003");
        string other = await AddAgencyAsync();
        await gateway.RecordAsync("theirs-1", "full", "2001", other);
        gateway.Vendor.Clear();
        (await PutAsync("1003", Identity("Wanda", "Quillfeather", "1971-05-06", "412-55-7001"))).Code.ShouldBe("no_sharing");

        foreach (JsonObject again in (JsonObject[])
                 [
                     Identity("Wanda", "Quillfeather", "1971-05-06", null),
                     Identity("WANDA", "quillfeather", "5/6/1971", "xxx-xx-7001"),
                     Identity("Quillfeather", "Wanda", "1971-05-06", null),
                     Identity("Wanda", "Quillfeather, Jr.", "1971-05-06", null),
                     Identity("W.", "Q-Feather", "42336000000", "412557001"),
                     Identity("Wanda", "Quillfeather", null, "412 55 7001"),
                 ])
        {
            (await PostAsync(again)).Code.ShouldBe("no_sharing", again.ToJsonString());
            (await PostAsync(again, client: "full-of-another-id")).Code.ShouldBe("no_sharing", again.ToJsonString());
            (await PostAsync(again, other)).Code.ShouldBe("consent_not_confirmed", again.ToJsonString());
            (await PostAsync(again, other, "theirs-1")).Code.ShouldBe("consent_not_confirmed", again.ToJsonString());
        }

        await gateway.RestartAsync();
        (await PostAsync(Identity("Wanda", "Quillfeather", "1971-05-06", null), other, "theirs-1")).Code.ShouldBe("consent_not_confirmed");
        gateway.Vendor.Bytes.ShouldBeEmpty();

        // The twin: the same agency's client under an identity of their own.
        (await PostAsync(Identity("Wilma", "Quillfeather", "1971-05-07", "412-55-7002"), other, "theirs-1")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task An_identity_learned_from_a_forwarded_write_holds_alone_and_counts_once_the_client_opts_out()
    {
        await gateway.RecordAsync("full-1", "full", "1101");
        JsonObject identity = Identity("Edith", "Marlowe", "1966-07-08", "412-55-7011");
        (await PutAsync("1101", identity)).Status.ShouldBe(200);
        gateway.Vendor.Clear();

        (await PostAsync(identity)).Code.ShouldBe("consent_not_confirmed");
        gateway.Vendor.Bytes.ShouldBeEmpty();

        await gateway.RecordAsync("full-1", "none", signedOn: "2026-02-01");
        string other = await AddAgencyAsync();
        await gateway.RecordAsync("theirs-2", "full", "2101", other);
        (await PostAsync(identity)).Code.ShouldBe("no_sharing");
        (await PostAsync(identity, other, "theirs-2")).Code.ShouldBe("consent_not_confirmed");
        gateway.Vendor.Bytes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_shares_a_birth_date_a_common_name_or_a_placeholder_date_is_not_held()
    {
        await RecordIdentityAsync("none-2", "none", "1203", "John", "Smith", "1980-01-01");
        await gateway.RecordAsync("none-3", "none", "1204");
        (await PutAsync("1204", Identity("Maria", "Garcia", "1975-02-03", "412-55-7021"))).Code.ShouldBe("no_sharing");
        string other = await AddAgencyAsync();
        await gateway.RecordAsync("theirs-3", "full", "2201", other);
        await gateway.RecordAsync("full-2", "full", "1201");

        foreach (JsonObject namesake in (JsonObject[])
                 [
                     Identity("Ana", "Lopez", "1975-02-03", null),
                     Identity("Maria", "Garcia", "1981-04-05", null),
                     Identity("Maria", "Garcia", "1900-01-01", "000-00-0000"),
                     Identity("Maria", "Garcia", null, "xxx-xx-7021"),
                     Identity("John", "Smith", "1980-01-01", null, quality: 2),
                     Identity("John", "Smith", "01/01/1980", null, quality: 99),
                     Identity("Jane", "Roe", "1980-01-01", "123-45-6789"),
                 ])
        {
            (await PostAsync(namesake, other, "theirs-3")).Status.ShouldBe(200, namesake.ToJsonString());
            (await PostAsync(namesake, client: "full-2")).Status.ShouldBe(200, namesake.ToJsonString());
        }

        // The same date without a word about its quality is taken as it is.
        (await PostAsync(Identity("John", "Smith", "1980-01-01", null), other, "theirs-3")).Code.ShouldBe("consent_not_confirmed");
    }

    [Fact]
    public async Task An_identity_that_a_form_states_for_somebody_else_is_not_learned_from_a_wrong_id()
    {
        await gateway.RecordAsync("none-4", "none", "1303");
        await RecordIdentityAsync("full-3", "full", "1301", "Vera", "Pine", "1961-03-04");
        JsonObject vera = Identity("Vera", "Pine", "1961-03-04", null);

        (await PutAsync("1303", vera)).Code.ShouldBe("no_sharing");

        (await PutAsync("1301", vera)).Status.ShouldBe(200);
        (await PostAsync(vera)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task What_may_be_a_client_of_the_agency_or_leads_to_two_of_them_is_for_review_in_the_worklist()
    {
        await gateway.RecordAsync("review-1", "full", "1401");
        (await PutAsync("1401", Identity("Olga", "Winterbottom", "1967-08-09", null))).Status.ShouldBe(200);
        (await PostAsync(Identity("Olga", "Winterbottom", "1967-08-09", null))).Code.ShouldBe("consent_not_confirmed");
        await RecordIdentityAsync("review-2", "full", "1402", "Pia", "Sandstrom", "1968-08-09", "412-55-7041");
        (await PostAsync(Identity("Petra", "Othername", null, "412-55-7041"))).Code.ShouldBe("consent_not_confirmed");
        await gateway.RecordAsync("review-3", "full", "1403");
        await RecordIdentityAsync("review-4", "none", "1404", "Rosa", "Tannenwald", "1969-08-09");
        (await PutAsync("1403", Identity("Rosa", "Tannenwald", "1969-08-09", null))).Code.ShouldBe("no_sharing");

        JsonNode worklist = (await gateway.SendAsync("GET", "/_gateway/v1/worklist?limit=500")).Json;
        Dictionary<string, string> next = worklist["items"]!.AsArray().ToDictionary(
            static item => item!["clientId"]!.GetValue<string>(), static item => item!["next"]!.GetValue<string>());

        next["review-1"].ShouldBe("review_match");
        next["review-2"].ShouldBe("review_match");
        next["review-3"].ShouldBe("review_match");
        next["review-4"].ShouldBe("enter_offline");
    }

    private static JsonObject Identity(string first, string last, string? dob, string? ssn, int? quality = null)
    {
        string digits = ssn?.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal) ?? "";
        JsonObject client = new() { ["first_name"] = first, ["last_name"] = last, ["birth_date"] = dob };
        if (digits.Length == 9)
        {
            client["ssn1"] = digits[..3];
            client["ssn2"] = digits[3..5];
            client["ssn3"] = digits[5..];
        }

        if (quality is not null)
        {
            client["dob_quality"] = quality;
        }

        return new JsonObject { ["client"] = client };
    }

    private async Task<string> AddAgencyAsync() => await gateway.AddAgencyAsync($"recognising-{Interlocked.Increment(ref s_agencies)}");

    private Task<Answer> PutAsync(string id, JsonObject body) => gateway.SendAsync("PUT", "/clients/" + id, body.ToJsonString());

    private async Task<Answer> PostAsync(JsonObject body, string? key = null, string? client = null)
    {
        if (client == "full-of-another-id")
        {
            await gateway.RecordAsync(client, "full", "1002", key);
        }

        return await gateway.SendAsync("POST", "/clients", body.ToJsonString(), key, client is null ? [] : [("Hmis-Gateway-Client", client)]);
    }

    private async Task RecordIdentityAsync(string client, string choice, string vendorId, string first, string last, string dob, string? ssn = null)
    {
        JsonObject form = new()
        {
            ["choice"] = choice,
            ["signedOn"] = "2026-01-10",
            ["vendorId"] = vendorId,
            ["identity"] = new JsonObject { ["firstName"] = first, ["lastName"] = last, ["dob"] = dob, ["ssn"] = ssn },
        };
        Answer answer = await gateway.SendAsync("PUT", $"/_gateway/v1/clients/{client}/roi", form.ToJsonString());
        answer.Status.ShouldBe(200, answer.Text);
    }
}
