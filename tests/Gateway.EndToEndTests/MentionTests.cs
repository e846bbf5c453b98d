using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests;

/// <summary>A write about one client that mentions another one who chose No Sharing does not pass, wherever the mention stands.</summary>
public sealed class MentionTests(SandboxProcess sandbox) : IClassFixture<SandboxProcess>
{
    private const string NoneOfAnn =
        """{"choice":"none","signedOn":"2026-02-01","vendorId":"900100200300","identity":{"firstName":"Ann","lastName":"O'Lee","dob":"1985-12-10","ssn":"219-09-9999"}}""";

    public static TheoryData<string> Mentions =>
    [
        "Her sister's number is 219-09-9999.",
        "219 09 9999",
        "Came with Ann O\u2019Lee",
        "O'LEE, ANN",
        "Shares a room with case AB-12345.",
        "hmis 900100200300",
        "\u200B219\u200B099999",
    ];

    [Theory]
    [MemberData(nameof(Mentions))]
    public async Task A_note_about_somebody_else_that_mentions_a_no_sharing_client_is_kept_byte_for_byte(string text)
    {
        await RecordAsync("AB-12345", NoneOfAnn);
        await sandbox.ClearReceivedAsync();
        byte[] note = Note(text);

        Answer answer = await sandbox.SendAsync(HttpMethod.Post, "/clients/1001/client-notes", note);

        answer.Status.ShouldBe(403, answer.Text);
        answer.Code.ShouldBe("mentions_protected_client");
        (await sandbox.ReceivedAsync()).ShouldBeEmpty();
        (await sandbox.ReadBackAsync(answer.Receipt)).ShouldBe(note);
    }

    [Fact]
    public async Task A_mention_is_found_in_fields_that_the_profile_does_not_know()
    {
        await RecordAsync("AB-12345", NoneOfAnn);
        await sandbox.ClearReceivedAsync();
        foreach (string json in (string[])
                 [
                     """{"client":{"alias":"the raven","x":{"y":[{"z":219099999}]}}}""",
                     """{"client":{"alias":"the raven","emergency_contact":{"first_name":"Ann","last_name":"O'Lee"}}}""",
                     """{"client":{"alias":"the raven"},"219-09-9999":true}""",
                     """{"client":{"alias":"\u0032\u0031\u0039099999"}}""",
                 ])
        {
            Answer answer = await sandbox.SendAsync(HttpMethod.Put, "/clients/1001", Encoding.UTF8.GetBytes(json));
            answer.Code.ShouldBe("mentions_protected_client", json);
        }

        (await sandbox.ReceivedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Common_values_pass()
    {
        await RecordAsync("AB-12345", NoneOfAnn);
        await sandbox.ClearReceivedAsync();

        Answer answer = await sandbox.SendAsync(HttpMethod.Put, "/clients/1001", Encoding.UTF8.GetBytes(
            """
            {"client":{"alias":"the raven","phone":"3125550100","phone2":"(312) 555-0100","created":"2026-11-02T15:04:05.123Z","token":"7f3c2a90-1f77-4f3e-9a63-8c1f4f0d2b11",
             "gender":[1,99],"birth":"1985-12-10","note":"Ann was here. Lee too. Bed 12."}}
            """));

        answer.Status.ShouldBe(200, answer.Text);
        (await sandbox.ReceivedAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Another_agencys_mention_gets_the_answer_that_tells_nothing_and_a_name_alone_is_a_namesake_there()
    {
        await RecordAsync("AB-12345", NoneOfAnn);
        string other = await sandbox.AddAgencyAsync("north-side");
        await RecordAsync("their-1", """{"choice":"full","signedOn":"2026-01-10","vendorId":"3001"}""", other);
        await sandbox.ClearReceivedAsync();

        Answer ssn = await sandbox.SendAsync(HttpMethod.Post, "/clients/3001/client-notes", Note("219-09-9999"), key: other);
        Answer nameAndBirth = await sandbox.SendAsync(HttpMethod.Post, "/clients/3001/client-notes", Note("Ann O'Lee, 12/10/1985"), key: other);
        (await sandbox.ReceivedAsync()).ShouldBeEmpty();
        Answer name = await sandbox.SendAsync(HttpMethod.Post, "/clients/3001/client-notes", Note("Ann O'Lee"), key: other);
        Answer ownId = await sandbox.SendAsync(HttpMethod.Post, "/clients/3001/client-notes", Note("AB-12345"), key: other);

        ssn.Code.ShouldBe("consent_not_confirmed");
        nameAndBirth.Code.ShouldBe("consent_not_confirmed");
        name.Status.ShouldNotBe(403, name.Text);
        ownId.Status.ShouldNotBe(403, ownId.Text);
        (await sandbox.ReceivedAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_later_choice_that_lifts_the_no_sharing_lets_the_mention_pass()
    {
        await RecordAsync("CD-77777", """{"choice":"none","signedOn":"2026-02-01"}""");
        (await sandbox.SendAsync(HttpMethod.Post, "/clients/1001/client-notes", Note("see CD-77777"))).Code.ShouldBe("mentions_protected_client");

        await RecordAsync("CD-77777", """{"choice":"full","signedOn":"2026-03-01"}""");

        Answer answer = await sandbox.SendAsync(HttpMethod.Post, "/clients/1001/client-notes", Note("see CD-77777"));
        answer.Status.ShouldBe(200, answer.Text);
    }

    [Fact]
    public async Task An_id_that_an_answer_taught_is_protected_once_its_client_chooses_no_sharing()
    {
        await RecordAsync("learned-1", """{"choice":"full","signedOn":"2026-01-10","vendorId":"4001"}""");
        Answer created = await sandbox.SendAsync(HttpMethod.Post, "/clients", Encoding.UTF8.GetBytes("""{"client":{"first_name":"Uma","last_name":"Quist"},"fields":"id,unique_identifier"}"""), "learned-1");
        string unique = created.Json["unique_identifier"]!.GetValue<string>();
        (await sandbox.SendAsync(HttpMethod.Post, "/clients/1001/client-notes", Note("see " + unique))).Status.ShouldBe(200);

        await RecordAsync("learned-1", """{"choice":"none","signedOn":"2026-02-01"}""");

        (await sandbox.SendAsync(HttpMethod.Post, "/clients/1001/client-notes", Note("see " + unique))).Code.ShouldBe("mentions_protected_client", unique);
    }

    [Fact]
    public async Task A_read_that_carries_an_identifier_of_a_no_sharing_client_is_refused_and_one_by_their_own_path_is_not()
    {
        await RecordAsync("AB-12345", NoneOfAnn);
        await sandbox.ClearReceivedAsync();

        Answer refused = await sandbox.SendAsync(HttpMethod.Get, "/clients/1001?note=219-09-9999");
        (await sandbox.ReceivedAsync()).ShouldBeEmpty();
        Answer own = await sandbox.SendAsync(HttpMethod.Get, "/clients/900100200300");

        refused.Status.ShouldBe(403);
        refused.Code.ShouldBe("mentions_protected_client");
        own.Status.ShouldNotBe(403, own.Text);
    }

    [Fact]
    public async Task A_restart_and_an_import_protect_alike()
    {
        const string Csv = "client_id,choice,signed_on,ends_on,signer,first_name,last_name,dob,ssn,vendor_id\nEF-88888,none,2026-02-01,,self,Bo,Quarles,1970-01-02,457-55-5462,\n";
        Answer imported = await sandbox.SendAsync(HttpMethod.Post, "/_gateway/v1/roi-imports", Encoding.UTF8.GetBytes(Csv), contentType: "text/csv");
        imported.Status.ShouldBe(200, imported.Text);
        await ShouldMentionAsync("EF-88888", "457 55 5462", "Quarles, Bo");

        (await sandbox.Process.TerminateAsync()).ShouldBe(0);
        await sandbox.StartAsync();

        await ShouldMentionAsync("EF-88888", "457 55 5462", "Quarles, Bo");
    }

    private async Task ShouldMentionAsync(params string[] texts)
    {
        foreach (string text in texts)
        {
            (await sandbox.SendAsync(HttpMethod.Post, "/clients/1001/client-notes", Note(text))).Code.ShouldBe("mentions_protected_client", text);
        }
    }

    private async Task RecordAsync(string client, string roi, string? key = null)
    {
        Answer answer = await sandbox.SendAsync(HttpMethod.Put, $"/_gateway/v1/clients/{client}/roi", Encoding.UTF8.GetBytes(roi), key: key);
        answer.Status.ShouldBe(200, answer.Text);
    }

    private static byte[] Note(string text) => JsonSerializer.SerializeToUtf8Bytes(
        new JsonObject { ["clientNote"] = new JsonObject { ["title"] = "Visit", ["note"] = text, ["date"] = "10/10/2026" }, ["fields"] = "id" });
}
