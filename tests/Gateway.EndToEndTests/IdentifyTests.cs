using System.Text;
using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests;

/// <summary>Which agency a request is: by gateway key, client certificate or vendor credential, on the way to the vendor and in the agency API.</summary>
public sealed class IdentifyTests(TlsGateway gateway) : IClassFixture<TlsGateway>
{
    private const string Create = """{"client":{"first_name":"Ada","last_name":"Quill"}}""";
    private const string Unregistered = "Bearer eyJhbGciOiJub25lIn0.of-somebody";

    public static TheoryData<string?, string?, string?, bool> Proofs => new()
    {
        // key of, certificate of, credential of; whether they name north
        { "north", null, null, true },
        { null, "north", null, true },
        { null, null, "north", true },
        { "north", "north", null, true },
        { "north", null, "north", true },
        { null, "north", "north", true },
        { "north", "north", "north", true },
        { "north", null, "stranger", true },
        { null, "north", "stranger", true },
        { null, null, null, false },
        { null, null, "stranger", false },
        { null, "stranger", null, false },
        { "wrong", null, null, false },
        { "wrong", "north", null, false },
        { "wrong", null, "north", false },
        { "north", "stranger", null, false },
        { null, "stranger", "north", false },
        { "north", "south", null, false },
        { "north", null, "south", false },
        { null, "north", "south", false },
        { "south", "north", "north", false },
        { "north", "south", "north", false },
        { "north", "north", "south", false },
    };

    [Theory]
    [MemberData(nameof(Proofs))]
    public async Task All_proofs_that_are_presented_must_name_one_agency(string? key, string? certificate, string? credential, bool isNorth)
    {
        gateway.Vendor.Clear();
        string? keyText = key switch
        {
            null => null,
            "wrong" => "north.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            _ => gateway.Keys[key],
        };
        string? authorization = credential switch
        {
            null => null,
            "stranger" => Unregistered,
            _ => TlsGateway.Credential(credential),
        };

        Answer write = await gateway.SendAsync("POST", "/clients", Create, keyText, certificate, authorization, "north-1");
        Answer own = await gateway.SendAsync("GET", "/_gateway/v1/clients/north-1/roi", null, keyText, certificate, authorization);

        if (isNorth)
        {
            write.Status.ShouldBe(200, write.Text);
            own.Status.ShouldBe(200);
            gateway.Vendor.Text.ShouldEndWith(Create);
            gateway.Vendor.Text.Contains("Hmis-Gateway", StringComparison.OrdinalIgnoreCase).ShouldBeFalse();
            if (authorization is not null)
            {
                gateway.Vendor.Text.ShouldContain($"\r\nAuthorization: {authorization}\r\n");
            }
        }
        else
        {
            write.Status.ShouldBe(401);
            write.Code.ShouldBe("unauthenticated");
            own.Status.ShouldBe(401);
            gateway.Vendor.Bytes.ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("key")]
    [InlineData("certificate")]
    [InlineData("credential")]
    public async Task A_victim_service_provider_reaches_the_vendor_with_nothing_whatever_proves_it(string proof)
    {
        gateway.Vendor.Clear();

        Answer write = await ProveAsync("haven", proof, "POST", "/clients", Create, "haven-1");
        Answer read = await ProveAsync("haven", proof, "GET", "/clients/1001");
        Answer search = await ProveAsync("haven", proof, "POST", "/clients/long", """{"fields":"id"}""");

        foreach (Answer answer in new[] { write, read, search })
        {
            answer.Status.ShouldBe(403);
            answer.Code.ShouldBe("victim_service_provider");
        }

        gateway.Vendor.Bytes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("certificate")]
    [InlineData("credential")]
    public async Task A_no_sharing_write_stays_here_and_is_kept_byte_for_byte_whatever_proves_its_agency(string proof)
    {
        gateway.Vendor.Clear();

        Answer write = await ProveAsync("north", proof, "POST", "/clients", Create, "north-none");

        write.Code.ShouldBe("no_sharing");
        gateway.Vendor.Bytes.ShouldBeEmpty();
        Answer kept = await ProveAsync("north", proof, "GET", $"/_gateway/v1/offline/{write.Receipt}/content");
        kept.Body.ShouldBe(Encoding.UTF8.GetBytes(Create));
    }

    [Fact]
    public async Task A_removed_proof_proves_nobody_at_once_and_the_others_go_on()
    {
        await gateway.AddAgencyAsync("removals", "standard");
        foreach (string collection in new[] { "certificate", "credential" })
        {
            (await ProveAsync("removals", collection, "GET", "/_gateway/v1/offline")).Status.ShouldBe(200);
            string list = await Verbs.DoneAsync(gateway.Data, "agency", collection, "list", "removals", "--output", "json");
            string id = System.Text.Json.JsonDocument.Parse(list).RootElement[0].GetProperty("id").GetString()!;

            await Verbs.DoneAsync(gateway.Data, "agency", collection, "remove", "removals", id);

            (await ProveAsync("removals", collection, "GET", "/_gateway/v1/offline")).Status.ShouldBe(401);
        }

        (await ProveAsync("removals", "key", "GET", "/_gateway/v1/offline")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_disabled_agency_is_shut_out_by_every_proof_and_its_proofs_still_disagree_with_others()
    {
        await gateway.AddAgencyAsync("disabled", "standard");
        await Verbs.DoneAsync(gateway.Data, "agency", "disable", "disabled");

        foreach (string proof in new[] { "key", "certificate", "credential" })
        {
            (await ProveAsync("disabled", proof, "POST", "/clients", Create, "disabled-1")).Status.ShouldBe(401);
        }

        Answer mixed = await gateway.SendAsync(
            "GET", "/_gateway/v1/offline", key: gateway.Keys["north"], authorization: TlsGateway.Credential("disabled"));
        mixed.Status.ShouldBe(401);
    }

    [Fact]
    public async Task Two_keys_are_live_during_a_rotation_and_the_third_ends_the_first()
    {
        await gateway.AddAgencyAsync("rotation", "standard");
        string first = gateway.Keys["rotation"];
        string second = await RotateAsync();
        (await StatusAsync(first)).ShouldBe(200);
        (await StatusAsync(second)).ShouldBe(200);

        string third = await RotateAsync();

        (await StatusAsync(first)).ShouldBe(401);
        (await StatusAsync(second)).ShouldBe(200);
        (await StatusAsync(third)).ShouldBe(200);

        async Task<string> RotateAsync() => System.Text.Json.JsonDocument.Parse(
            await Verbs.DoneAsync(gateway.Data, "agency", "rotate-key", "rotation", "--output", "json")).RootElement.GetProperty("key").GetString()!;

        async Task<int> StatusAsync(string key) => (await gateway.SendAsync("GET", "/_gateway/v1/offline", key: key)).Status;
    }

    [Fact]
    public async Task A_proof_names_one_agency_only()
    {
        (int exitCode, _, string error) = await Verbs.RunAsync(
            gateway.Data, TlsGateway.Credential("north"), "agency", "credential", "add", "south", "--from-file", "-");
        exitCode.ShouldBe(1);
        error.ShouldContain("registered for agency 'north'");

        (exitCode, _, error) = await Verbs.RunAsync(
            gateway.Data, "", "agency", "certificate", "add", "south", "--from-file", gateway.Folder.File("north.pem"));
        exitCode.ShouldBe(1);
        error.ShouldContain("registered for agency 'north'");
    }

    [Fact]
    public async Task A_file_with_a_private_key_and_a_short_credential_are_refused()
    {
        (int exitCode, _, string error) = await Verbs.RunAsync(
            gateway.Data, "", "agency", "certificate", "add", "south", "--from-file", gateway.Folder.File("north.key"));
        exitCode.ShouldBe(2);
        error.ShouldContain("private key");

        (exitCode, string output, error) = await Verbs.RunAsync(gateway.Data, "hunter2", "agency", "credential", "add", "south", "--from-file", "-");
        exitCode.ShouldBe(2);
        (output + error).ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task No_credential_stands_in_logs_metrics_or_the_data_directory()
    {
        await ProveAsync("north", "credential", "POST", "/clients", Create, "north-none");
        await ProveAsync("south", "credential", "POST", "/nowhere", Create, "north-none");
        await gateway.SendAsync("POST", "/clients", Create, authorization: Unregistered);
        string metrics = await gateway.MetricsAsync();

        List<(string Place, string Text)> places = [("metrics", metrics), ("logs", gateway.Process.Output)];
        foreach (string file in Directory.EnumerateFiles(gateway.Data, "*", SearchOption.AllDirectories).Where(static f => !f.EndsWith(".lock", StringComparison.Ordinal)))
        {
            await using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using MemoryStream bytes = new();
            await stream.CopyToAsync(bytes, TestContext.Current.CancellationToken);
            places.Add((file, Encoding.Latin1.GetString(bytes.ToArray())));
        }

        foreach ((string place, string text) in places)
        {
            foreach (string secret in new[] { TlsGateway.Credential("north")[6..], TlsGateway.Credential("south")[6..], Unregistered[7..], gateway.Keys["north"][6..] })
            {
                text.Contains(secret, StringComparison.Ordinal).ShouldBeFalse($"a credential stands in {place}");
            }
        }
    }

    private Task<Answer> ProveAsync(string agency, string proof, string method, string path, string? json = null, string? client = null) => gateway.SendAsync(
        method,
        path,
        json,
        key: proof == "key" ? gateway.Keys[agency] : null,
        certificate: proof == "certificate" ? agency : null,
        authorization: proof == "credential" ? TlsGateway.Credential(agency) : null,
        client: client);
}
