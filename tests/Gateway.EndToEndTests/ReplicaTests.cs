using System.Text;
using HmisGateway.EndToEndTests.Harness;
using HmisGateway.Testing;

namespace HmisGateway.EndToEndTests;

/// <summary>Two real gateway processes on one PostgreSQL server: what one of them records holds on the other one when it is answered.</summary>
public sealed class ReplicaTests(PostgresServer server) : IAsyncLifetime
{
    private const string Update = """{"client":{"alias":"the raven","name_quality":1}}""";
    private const string None = """{"choice":"none","signedOn":"2026-01-02"}""";

    private readonly ServingGateway _gateway = new();
    private string _database = "";
    private ServingReplica? _second;

    private ServingReplica Second => _second!;

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync();
        _gateway.Settings["Storage__Provider"] = "Postgres";
        _gateway.Settings["Storage__ConnectionString"] = _database;
        _gateway.Settings["Fence__DrainTimeout"] = "00:00:01";
        _gateway.Settings["Fence__PermitLifetime"] = "00:00:02";
        _gateway.Settings["Fence__Margin"] = "00:00:00.5";
        await _gateway.InitializeAsync();
        _second = await _gateway.StartReplicaAsync("second");
    }

    public async ValueTask DisposeAsync()
    {
        if (_second is not null)
        {
            await _second.DisposeAsync();
        }

        await _gateway.DisposeAsync();
        if (_database.Length > 0)
        {
            await server.DropDatabaseAsync(_database);
        }
    }

    [Fact]
    public async Task What_one_replica_records_holds_on_the_other_one()
    {
        (await _gateway.SendAsync(Second, "PUT", "/clients/1001", Update)).Status.ShouldBe(200);
        _gateway.Vendor.Clear();

        (await _gateway.SendAsync("PUT", "/_gateway/v1/clients/full-1/roi", None)).Status.ShouldBe(200);

        Answer kept = await _gateway.SendAsync(Second, "PUT", "/clients/1001", Update);
        kept.Code.ShouldBe("no_sharing");
        (await _gateway.ReadBackAsync(kept.Receipt)).ShouldBe(Encoding.UTF8.GetBytes(Update));
        _gateway.Vendor.Bytes.ShouldBeEmpty();

        // Sent again through the first one it is the same item.
        (await _gateway.SendAsync("PUT", "/clients/1001", Update)).Receipt.ShouldBe(kept.Receipt);
    }

    [Fact]
    public async Task A_client_of_one_replica_is_known_to_the_other_one_at_once()
    {
        for (int i = 0; i < 20; i++)
        {
            string vendorId = $"20{i:00}";
            (await _gateway.SendAsync("PUT", $"/_gateway/v1/clients/new-{i}/roi", $$"""{"choice":"full","signedOn":"2026-01-01","vendorId":"{{vendorId}}"}"""))
                .Status.ShouldBe(200);
            (await _gateway.SendAsync(Second, "PUT", $"/clients/{vendorId}", Update)).Status.ShouldBe(200);
        }
    }

    [Fact]
    public async Task A_person_who_is_protected_through_one_replica_is_found_in_texts_by_the_other_one()
    {
        const string note = """{"clientNote":{"title":"Visit","note":"came with the client 219-09-9999","date":"10/10/2026"},"fields":"id"}""";
        (await _gateway.SendAsync(Second, "POST", "/clients/1001/client-notes", note)).Status.ShouldBe(200);
        _gateway.Vendor.Clear();

        (await _gateway.SendAsync("PUT", "/_gateway/v1/clients/other-1/roi",
            """{"choice":"none","signedOn":"2026-01-01","identity":{"firstName":"Ann","lastName":"Lee","dob":"1985-12-10","ssn":"219-09-9999"}}""")).Status.ShouldBe(200);

        (await _gateway.SendAsync(Second, "POST", "/clients/1001/client-notes", note)).Status.ShouldBe(403);
        _gateway.Vendor.Bytes.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_agency_that_is_disabled_through_one_replica_forwards_nothing_through_the_other_one()
    {
        (await _gateway.SendAsync(Second, "PUT", "/clients/1002", Update, _gateway.OtherKey)).Status.ShouldBe(200);
        _gateway.Vendor.Clear();

        (int exitCode, string output, string error) = await _gateway.VerbAsync("agency", "disable", "other");
        exitCode.ShouldBe(0, output + error);

        (await _gateway.SendAsync(Second, "PUT", "/clients/1002", Update, _gateway.OtherKey)).Status.ShouldBeOneOf(401, 403);
        _gateway.Vendor.Bytes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_choice_waits_for_the_forward_of_the_other_replica()
    {
        TaskCompletionSource<string> answer = new();
        _gateway.Vendor.AnswerLater = answer.Task;
        Task<Answer> forward = _gateway.SendAsync(Second, "PUT", "/clients/1001", Update);
        await _gateway.Vendor.FirstRequest;

        Task<Answer> recording = _gateway.SendAsync("PUT", "/_gateway/v1/clients/full-1/roi", None);
        await server.UntilAsync(_database, "SELECT count(*) FROM roi WHERE choice = 3 AND NOT superseded", 2);
        recording.IsCompleted.ShouldBeFalse();
        answer.SetResult(RecordingVendor.Ok("""{"id":1001}"""));

        (await forward).Status.ShouldBe(200);
        (await recording).Json["drained"]!.GetValue<string>().ShouldBe("explicit");
    }

    [Fact]
    public async Task A_forward_of_the_other_replica_that_does_not_end_is_reset_and_its_item_is_in_doubt()
    {
        TaskCompletionSource<string> never = new();
        _gateway.Vendor.AnswerLater = never.Task;
        Task<Answer> forward = _gateway.SendAsync(Second, "PUT", "/clients/1001", Update);
        await _gateway.Vendor.FirstRequest;

        Answer recorded = await _gateway.SendAsync("PUT", "/_gateway/v1/clients/full-1/roi", None);

        recorded.Json["drained"]!.GetValue<string>().ShouldBe("cancelled");
        Answer doubt = await forward;
        doubt.Status.ShouldBe(409);
        (await _gateway.ReadBackAsync(doubt.Receipt)).ShouldBe(Encoding.UTF8.GetBytes(Update));
        never.SetResult("");
    }

    [Fact]
    public async Task A_caller_that_cannot_wait_may_ask_any_replica_when_the_forwards_have_ended()
    {
        TaskCompletionSource<string> never = new();
        _gateway.Vendor.AnswerLater = never.Task;
        Task<Answer> forward = _gateway.SendAsync(Second, "PUT", "/clients/1001", Update);
        await _gateway.Vendor.FirstRequest;

        Answer recorded = await _gateway.SendAsync("PUT", "/_gateway/v1/clients/full-1/roi", None, null, ("Prefer", "respond-async, wait=0"));
        Answer asked = await _gateway.SendAsync(Second, "GET", recorded.Headers["Location"], null, null, ("Prefer", "wait=0"));

        recorded.Status.ShouldBe(202, recorded.Text);
        (asked.Status, asked.Text).ShouldBe((202, recorded.Text));
        await Eventually.HoldsAsync(async () => (asked = await _gateway.SendAsync(Second, "GET", recorded.Headers["Location"])).Status == 200);
        asked.Json["drained"]!.GetValue<string>().ShouldBeOneOf(["cancelled", "none"], "none when it was asked after the reset only");
        (await forward).Status.ShouldBe(409);
        never.SetResult("");
    }

    [Fact]
    public async Task A_forward_of_a_replica_that_died_is_waited_for_and_becomes_an_item_in_doubt()
    {
        TaskCompletionSource<string> never = new();
        _gateway.Vendor.AnswerLater = never.Task;
        Task<Answer> forward = _gateway.SendAsync(Second, "PUT", "/clients/1001", Update);
        await _gateway.Vendor.FirstRequest;
        await Second.Process.KillAsync();
        await Should.ThrowAsync<HttpRequestException>(forward);

        Answer recorded = await _gateway.SendAsync("PUT", "/_gateway/v1/clients/full-1/roi", None);

        recorded.Json["drained"]!.GetValue<string>().ShouldBe("lease");
        await server.UntilAsync(_database, "SELECT count(*) FROM offline_item WHERE status = 2", 1);
        (await _gateway.CountItemsAsync()).ShouldBe(1);
        (int exitCode, string verified, string error) = await _gateway.VerbAsync("ledger", "verify");
        exitCode.ShouldBe(0, verified + error);
        never.SetResult("");
    }
}
