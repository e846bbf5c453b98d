using System.Net.Sockets;
using System.Text;
using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests;

/// <summary>Ways around the gate that were tried against it.</summary>
public sealed class AttackTests(SandboxProcess sandbox) : IClassFixture<SandboxProcess>
{
    private const string Update = """{"client":{"alias":"the raven"}}""";

    [Theory]
    [InlineData("websocket")]
    [InlineData("h2c")]
    [InlineData("SPDY/3.1")]
    public async Task An_upgrade_is_refused_before_anything_is_sent(string protocol)
    {
        await sandbox.ClearReceivedAsync();

        string answer = await RawHttp.ExchangeAsync(
            sandbox.Gateway,
            $"""
            GET /clients/1001 HTTP/1.1
            Host: gateway
            Hmis-Gateway-Key: {sandbox.Key}
            Connection: Upgrade
            Upgrade: {protocol}
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            """,
            []);

        answer.ShouldStartWith("HTTP/1.1 400");
        (await sandbox.ReceivedAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/clients/1001", """{"client":{"id":1003,"first_name":"Zelda"}}""")]
    [InlineData("/clients/1003/client-notes", """{"clientNote":{"note":"long private note"}}""")]
    [InlineData("/anything/at/all", """{"x":1}""")]
    public async Task A_read_cannot_carry_a_write_in_its_body(string path, string body)
    {
        await sandbox.ClearReceivedAsync();

        Answer answer = await sandbox.SendAsync(HttpMethod.Get, path, body);

        answer.Code.ShouldBe("payload_unreadable");
        (await sandbox.ReceivedAsync()).ShouldBeEmpty();
        (await sandbox.ReadBackAsync(answer.Receipt)).ShouldBe(Encoding.UTF8.GetBytes(body));
    }

    [Fact]
    public async Task A_read_may_say_which_fields_it_wants()
    {
        Answer answer = await sandbox.SendAsync(HttpMethod.Get, "/clients/1001", """{"fields":"id,first_name"}""");
        answer.Status.ShouldBe(200, answer.Text);
    }

    [Theory]
    [InlineData("/clients/1001?id=1003")]
    [InlineData("/clients/1001?client=none-1")]
    [InlineData("/clients/1001?_method=DELETE")]
    public async Task A_query_that_no_rule_reads_stops_a_write(string target)
    {
        await sandbox.ClearReceivedAsync();

        (await sandbox.SendAsync(HttpMethod.Put, target, Update)).Code.ShouldBe("payload_unreadable");

        (await sandbox.ReceivedAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"client":{"first_name":"A","last_name":"B"},"screenValues":{"client_id":1003}}""")]
    [InlineData("""{"client":{"first_name":"A","last_name":"B"},"household":{"members":[1003]}}""")]
    [InlineData("""{"client":{"first_name":"A","last_name":"B"},"household_members":["1003"]}""")]
    [InlineData("""{"CLIENT":{"ID":1003}}""")]
    [InlineData("""{"client":{"id":"1003"}}""")]
    public async Task A_reference_anywhere_in_a_create_counts(string body)
    {
        await sandbox.ClearReceivedAsync();

        (await sandbox.SendAsync(HttpMethod.Post, "/clients", body, "full-1")).Code.ShouldBe("no_sharing");

        (await sandbox.ReceivedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_search_for_the_number_of_a_no_sharing_client_is_refused()
    {
        await RecordAsync("none-77", """{"choice":"none","signedOn":"2026-02-01","identity":{"firstName":"Zelda","lastName":"Quartz","dob":"1980-02-03","ssn":"219-45-6789"}}""");
        await sandbox.ClearReceivedAsync();

        Answer byNumber = await sandbox.SendAsync(HttpMethod.Post, "/clients/long", """{"search":{"ssn1":"219","ssn2":"45","ssn3":"6789"}}""");
        Answer byName = await sandbox.SendAsync(HttpMethod.Post, "/clients/long", """{"first_name":"zelda","last_name":"QUARTZ","birth_date":"1980-02-03"}""");
        (await sandbox.ReceivedAsync()).ShouldBeEmpty();
        Answer other = await sandbox.SendAsync(HttpMethod.Post, "/clients/long", """{"first_name":"Maya","last_name":"Stone","birth_date":"1981-02-03"}""");

        byNumber.Code.ShouldBe("mentions_protected_client");
        byName.Code.ShouldBe("mentions_protected_client");
        (await sandbox.ReceivedAsync()).ShouldHaveSingleItem(other.Text);
    }

    [Fact]
    public async Task A_known_identity_is_recognised_when_it_is_entered_again_under_another_id()
    {
        await RecordAsync("none-88", """{"choice":"none","signedOn":"2026-02-01","identity":{"firstName":"Omar","lastName":"Field","dob":"1971-07-08"}}""");
        await RecordAsync("full-88", """{"choice":"full","signedOn":"2026-02-01"}""");
        await sandbox.ClearReceivedAsync();

        Answer answer = await sandbox.SendAsync(
            HttpMethod.Post, "/clients", """{"client":{"first_name":"Ömar","last_name":"FIELD","birth_date":"1971-07-08"}}""", "full-88");

        answer.Code.ShouldBe("no_sharing");
        (await sandbox.ReceivedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_mistyped_hmis_id_on_a_grant_never_lifts_a_no_sharing()
    {
        await RecordAsync("mn", """{"choice":"none","signedOn":"2026-02-01","vendorId":"70011"}""");
        await RecordAsync("mf", """{"choice":"full","signedOn":"2026-03-01","vendorId":"70011"}""");
        await sandbox.ClearReceivedAsync();

        (await sandbox.SendAsync(HttpMethod.Put, "/clients/70011", Update)).Code.ShouldBe("no_sharing");
        (await sandbox.SendAsync(HttpMethod.Post, "/clients", Update, "mn")).Code.ShouldBe("no_sharing");
        (await sandbox.SendAsync(HttpMethod.Post, "/clients", Update, "mf")).Code.ShouldBe("no_sharing");
        (await sandbox.ReceivedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_none_and_a_full_in_one_packet_are_judged_one_by_one()
    {
        await sandbox.ClearReceivedAsync();
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(sandbox.Gateway.Host, sandbox.Gateway.Port, TestContext.Current.CancellationToken);
        await socket.SendAsync(Encoding.ASCII.GetBytes(Request("1003", "keep-alive") + Request("1001", "close")), TestContext.Current.CancellationToken);
        using MemoryStream answer = new();
        await new NetworkStream(socket).CopyToAsync(answer, TestContext.Current.CancellationToken);

        string text = Encoding.UTF8.GetString(answer.ToArray());
        text.ShouldStartWith("HTTP/1.1 403");
        text.ShouldContain("HTTP/1.1 200");
        (await sandbox.ReceivedAsync()).ShouldHaveSingleItem()!["target"]!.GetValue<string>().ShouldBe("/clients/1001");
    }

    private string Request(string client, string connection) =>
        $"PUT /clients/{client} HTTP/1.1\r\nHost: gateway\r\nHmis-Gateway-Key: {sandbox.Key}\r\nContent-Type: application/json\r\nConnection: {connection}\r\nContent-Length: {Update.Length}\r\n\r\n{Update}";

    private async Task RecordAsync(string client, string roi)
    {
        Answer answer = await sandbox.SendAsync(HttpMethod.Put, $"/_gateway/v1/clients/{client}/roi", roi);
        answer.Status.ShouldBe(200, answer.Text);
    }
}
