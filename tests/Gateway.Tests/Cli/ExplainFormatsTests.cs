using System.Text.Json;
using HmisGateway.Cli;
using Microsoft.Data.Sqlite;

namespace HmisGateway.Tests.Cli;

/// <summary><c>explain</c> for each format of a body: what was found in it, or why it could not be read. On the storage, without a gateway.</summary>
public sealed class ExplainFormatsTests : IAsyncLifetime
{
    private const string Profile =
        """
        { "name": "formats", "rules": [
          { "name": "graphql", "method": "POST", "path": "/graphql", "body": "graphQL",
            "mutations": { "createNote": { "operation": "create", "kind": "note", "select": [{ "json": "/input/personalId", "scheme": "vendor" }] },
                           "deleteNote": { "operation": "delete", "kind": "note", "select": [{ "json": "/personalId", "scheme": "vendor" }] } } },
          { "name": "form", "method": "POST", "path": "/form", "body": "form", "operation": "update", "kind": "client",
            "select": [{ "json": "/client_id", "scheme": "vendor" }] },
          { "name": "xml", "method": "POST", "path": "/xml", "body": "xml", "operation": "create", "kind": "service",
            "select": [{ "json": "/service/personalId", "scheme": "vendor" }] },
          { "name": "json", "method": "POST", "path": "/json", "body": "json", "operation": "create", "kind": "service", "items": "/all",
            "select": [{ "json": "/all/*/client", "scheme": "vendor" }] } ] }
        """;

    private readonly TemporaryFolder _folder = new();

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder["profiles"]);
        await File.WriteAllTextAsync(_folder["profiles/formats.json"], Profile);
        (await RunAsync("agency", "add", "north", "--name", "North Side")).ExitCode.ShouldBe(ExitCode.Done);
        await SetAsync("full-1", "full", "1001");
        await SetAsync("none-1", "none", "1003");
    }

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("/graphql", "a.json", """{"query":"mutation { a: createNote(input: {personalId: \"1001\"}) { id } }"}""", "forward", "/createNote note create")]
    [InlineData("/graphql", "a.json", """{"query":"mutation { createNote(input: {personalId: 1003}) { id } }"}""", "divert", "/createNote note create")]
    [InlineData("/graphql", "a.json", """{"query":"mutation { deleteNote(personalId: 1001) { id } createNote(input: {personalId: 1001}) { id } }"}""", "forward", "/deleteNote note delete|/createNote note create")]
    [InlineData("/form", "a.txt", "client_id=1001", "forward", " client update", "application/x-www-form-urlencoded")]
    [InlineData("/form", "a.txt", "client_id=1003", "divert", " client update", "application/x-www-form-urlencoded")]
    [InlineData("/xml", "a.xml", "<service><personalId>1001</personalId></service>", "forward", " service create")]
    [InlineData("/xml", "a.xml", "<service><personalId>10<!-- -->03</personalId></service>", "divert", " service create")]
    [InlineData("/json", "a.json", """{"all":[{"client":"1001"},{"client":"1003"}]}""", "divert", "/all/0 service create|/all/1 service create")]
    public async Task The_records_of_every_format_are_found(string path, string file, string body, string decision, string records, string? contentType = null)
    {
        await File.WriteAllTextAsync(_folder[file], body, TestContext.Current.CancellationToken);

        JsonElement told = await ExplainAsync(path, file, contentType);

        told.GetProperty("decision").GetString().ShouldBe(decision, told.ToString());
        told.GetProperty("unreadable").ValueKind.ShouldBe(JsonValueKind.Null, told.ToString());
        told.GetProperty("rule").GetString().ShouldBe(path[1..]);
        told.GetProperty("operation").GetString().ShouldNotBeNullOrEmpty();
        told.GetProperty("records").EnumerateArray()
            .Select(static record => $"{record.GetProperty("pointer").GetString()} {record.GetProperty("kind").GetString()} {record.GetProperty("operation").GetString()}")
            .ShouldBe(records.Split('|'));
    }

    [Theory]
    [InlineData("/graphql", "a.json", """{"query":"mutation {"}""", "ambiguous_graphql")]
    [InlineData("/form", "a.txt", "client_id=1001;x=1", "ambiguous_form", "application/x-www-form-urlencoded")]
    [InlineData("/xml", "a.xml", "<!DOCTYPE a><a/>", "ambiguous_xml")]
    [InlineData("/json", "a.json", "{\"all\":[],\"all\":[]}", "duplicate_name")]
    public async Task What_cannot_be_read_is_told_with_the_reason(string path, string file, string body, string reason, string? contentType = null)
    {
        await File.WriteAllTextAsync(_folder[file], body, TestContext.Current.CancellationToken);

        JsonElement told = await ExplainAsync(path, file, contentType);

        told.GetProperty("decision").GetString().ShouldBe("divert");
        told.GetProperty("code").GetString().ShouldBe("payload_unreadable");
        told.GetProperty("unreadable").GetString().ShouldBe(reason);
        told.GetProperty("rule").GetString().ShouldBe(path[1..]);
    }

    [Fact]
    public async Task A_body_of_any_bytes_is_taken_as_it_is()
    {
        byte[] bytes = [0x50, 0x4B, 0x03, 0x04, 0xFF, 0xFE, 0x00, 0x80];
        await File.WriteAllBytesAsync(_folder["a.zip"], bytes, TestContext.Current.CancellationToken);

        (await ExplainAsync("/json", "a.zip", contentType: null)).GetProperty("reason").GetString().ShouldBe("content_type_not_covered");
        (await ExplainAsync("/json", "a.zip", "application/json")).GetProperty("unreadable").GetString().ShouldBe("malformed_json");
    }

    [Fact]
    public async Task A_mutation_without_a_rule_is_named()
    {
        await File.WriteAllTextAsync(_folder["a.json"], """{"query":"mutation { mergeClients(ids: [1001, 1003]) { id } }"}""", TestContext.Current.CancellationToken);

        JsonElement told = await ExplainAsync("/graphql", "a.json", contentType: null);
        CommandLineRun text = await RunAsync("explain", "--agency", "north", "--method", "POST", "--path", "/graphql", "--body", "a.json");

        told.GetProperty("code").GetString().ShouldBe("route_unclassified");
        told.GetProperty("notCovered").GetString().ShouldBe("mergeClients");
        text.Output.ShouldContain("for mergeClients in the body");
    }

    private async Task<JsonElement> ExplainAsync(string path, string file, string? contentType)
    {
        string[] type = contentType is null ? [] : ["--content-type", contentType];
        CommandLineRun run = await RunAsync(["explain", "--agency", "north", "--method", "POST", "--path", path, "--body", file, "--output", "json", .. type]);
        run.ExitCode.ShouldBe(ExitCode.Done, run.ToString());
        return JsonElement.Parse(run.Output);
    }

    private async Task SetAsync(string client, string choice, string vendorId) =>
        (await RunAsync("roi", "set", "--agency", "north", "--client", client, "--choice", choice, "--signed-on", "2026-01-02", "--vendor-id", vendorId))
            .ExitCode.ShouldBe(ExitCode.Done);

    private Task<CommandLineRun> RunAsync(params string[] arguments) => CommandLineRun.OfAsync(
        _folder.Path,
        [
            .. arguments, "--Vendor:ProfileDirectory=profiles", "--Vendors:0:Name=hmis", "--Vendors:0:BaseAddress=http://127.0.0.1:9", "--Vendors:0:Profile=formats",
        ]);
}
