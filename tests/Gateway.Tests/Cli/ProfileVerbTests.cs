using System.Text.Json;
using HmisGateway.Cli;

namespace HmisGateway.Tests.Cli;

/// <summary>Verbs on profiles that need no gateway.</summary>
public sealed class ProfileVerbTests : IDisposable
{
    private const string Profile =
        """
        { "name": "own", "rules": [
          { "name": "create-client", "method": "POST", "path": "/clients", "body": "json", "operation": "create", "kind": "client" },
          { "name": "update-client", "method": "PUT", "path": "/clients/{client}", "body": "json", "operation": "update", "kind": "client",
            "select": [{ "path": "client", "scheme": "vendor" }] },
          { "name": "close", "method": "POST", "path": "/clients/{client}/close", "operation": "update" },
          { "name": "gone", "method": "DELETE", "path": "/gone/{id}", "operation": "delete" },
          { "name": "reads", "method": "GET", "path": "/**", "operation": "read" } ] }
        """;

    private const string Yaml =
        """
        openapi: 3.0.1
        servers:
          - url: https://vendor.example/v1
        paths:
          /clients:
            get: { operationId: listClients, responses: {} }
            post:
              operationId: createClient
              requestBody:
                $ref: '#/components/requestBodies/Client'
          /clients/{id}:
            put:
              requestBody: { content: { application/json: {} } }
            patch:
              requestBody: { content: { application/json: {} } }
          /clients/{id}/close:
            post:
              operationId: close
              requestBody: { content: { application/json: {} } }
          /clients/{id}/notes: { $ref: '#/components/pathItems/Notes' }
        components:
          requestBodies:
            Client: { content: { application/json: {}, application/xml: {} } }
          pathItems:
            Notes: { delete: { operationId: deleteNotes } }
        """;

    private const string Json =
        """
        { "swagger": "2.0", "basePath": "/", "consumes": ["application/json"],
          "paths": { "/clients": { "post": { "parameters": [{ "in": "body", "name": "b" }] }, "get": {} },
                     "/clients/{id}": { "put": { "parameters": [{ "in": "path", "name": "id" }, { "in": "body", "name": "b" }] } },
                     "/clients/{id}/close": { "post": {} }, "/gone/{x}": { "delete": {} } } }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Write_operations_that_a_profile_leaves_unclassified_are_listed_with_the_reason()
    {
        Write("own.json", Profile);
        Write("vendor.yaml", Yaml);

        CommandLineRun text = await RunAsync("profile", "check", "own.json", "--openapi", "vendor.yaml");
        CommandLineRun json = await RunAsync("profile", "check", "own.json", "--openapi", "vendor.yaml", "--output", "json");

        text.ExitCode.ShouldBe(ExitCode.Finding, text.ToString());
        text.Output.Trim().ReplaceLineEndings("\n").ShouldBe(
            """
            profile own: 5 rules, no problems
            not covered: POST /clients with application/xml (createClient): the rule 'create-client' takes another content type
            not covered: PATCH /clients/{id} with application/json: no rule covers it
            not covered: POST /clients/{id}/close with application/json (close): the rule 'close' takes no body
            not covered: DELETE /clients/{id}/notes (deleteNotes): no rule covers it
            not in the document: rule 'gone'
            1 of 5 write operations are covered
            """.ReplaceLineEndings("\n"));
        JsonElement coverage = JsonElement.Parse(json.Output).GetProperty("coverage");
        coverage.GetProperty("writeOperations").GetInt32().ShouldBe(5);
        coverage.GetProperty("covered").GetInt32().ShouldBe(1);
        coverage.GetProperty("uncovered").EnumerateArray().Select(static open => open.GetProperty("reason").GetString())
            .ShouldBe(["content_type_not_covered", "no_rule", "body_not_covered", "no_rule"]);
        coverage.GetProperty("rulesNotInDocument")[0].GetString().ShouldBe("gone");
    }

    [Fact]
    public async Task A_profile_that_covers_everything_has_no_finding()
    {
        Write("own.json", Profile);
        Write("vendor.json", Json);

        CommandLineRun run = await RunAsync("profile", "check", "own.json", "--openapi", "vendor.json");

        run.ExitCode.ShouldBe(ExitCode.Done, run.ToString());
        run.Output.ShouldContain("4 of 4 write operations are covered");
        run.Output.ShouldNotContain("not covered:");
    }

    [Fact]
    public async Task The_base_path_of_the_servers_is_found_out()
    {
        Write("own.json", Profile.Replace("\"/clients", "\"/v1/clients", StringComparison.Ordinal));
        Write("vendor.yaml", Yaml);

        CommandLineRun run = await RunAsync("profile", "check", "own.json", "--openapi", "vendor.yaml");

        run.Output.ShouldContain("1 of 5 write operations are covered (with the base path /v1)");
    }

    [Theory]
    [InlineData("{ \"openapi\": \"3.0.0\", ", "It is not JSON at line 1")]
    [InlineData("{ \"openapi\": \"3.0.0\", \"paths\": {}, \"paths\": {} }", "It is not JSON")]
    [InlineData("openapi: 3.0.0", "no 'paths'")]
    [InlineData("a: b", "neither 'openapi' nor 'swagger'")]
    [InlineData("a: [", "It is not YAML at line")]
    [InlineData("openapi: 3.0.0\nx: &x [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\ny: &y [*x, *x, *x, *x, *x, *x, *x, *x, *x, *x]\nz: &z [*y, *y, *y, *y, *y, *y, *y, *y, *y, *y]\n"
        + "w: &w [*z, *z, *z, *z, *z, *z, *z, *z, *z, *z]\nv: &v [*w, *w, *w, *w, *w, *w, *w, *w, *w, *w]\nu: &u [*v, *v, *v, *v, *v, *v, *v, *v, *v, *v]\nt: [*u, *u, *u, *u, *u, *u, *u, *u, *u, *u]", "multiplies itself")]
    public async Task What_is_no_openapi_document_is_said(string document, string problem)
    {
        Write("own.json", Profile);
        Write("vendor.yaml", document);

        CommandLineRun run = await RunAsync("profile", "check", "own.json", "--openapi", "vendor.yaml");

        run.ExitCode.ShouldBe(ExitCode.Usage, run.ToString());
        run.Error.ShouldContain(problem);
    }

    [Fact]
    public async Task A_check_names_line_and_column_and_the_nearest_known_word()
    {
        Write("own.json", "{ \"name\": \"own\",\n  \"rules\": [{ \"name\": \"x\", \"method\": \"POST\", \"path\": \"/x\", \"body\": \"json\", \"operaton\": \"craete\" }] }");

        CommandLineRun text = await RunAsync("profile", "check", "own.json");
        CommandLineRun json = await RunAsync("profile", "check", "own.json", "--output", "json");

        text.Output.ShouldContain("line 2, column 76, /rules/0/operaton: Unknown member 'operaton' (did you mean 'operation'?)");
        JsonElement error = JsonElement.Parse(json.Output).GetProperty("errors")[0];
        error.GetProperty("line").GetInt32().ShouldBe(2);
        error.GetProperty("column").GetInt32().ShouldBe(76);
    }

    [Fact]
    public async Task A_profile_may_extend_one_that_is_shipped_one_of_the_folder_and_one_beside_it()
    {
        Directory.CreateDirectory(_folder["local"]);
        Write("local/base.json", """{ "name": "site", "extends": "clarity-rest" }""");
        Write("beside.json", """{ "name": "beside", "extends": "site", "remove": ["create-client"] }""");
        Write("own.json", """{ "name": "own", "extends": "beside" }""");

        CommandLineRun run = await RunAsync("profile", "check", "own.json", "--Vendor:ProfileDirectory=local");
        CommandLineRun unknown = await RunAsync("profile", "check", "own.json");
        CommandLineRun listed = await RunAsync("profile", "list", "--Vendor:ProfileDirectory=local");

        run.ExitCode.ShouldBe(ExitCode.Done, run.ToString());
        run.Output.ShouldContain("profile own: ");
        unknown.ExitCode.ShouldBe(ExitCode.Finding);
        unknown.Output.ShouldContain("There is no profile 'site' to extend");
        listed.Output.ShouldContain("site ");
    }

    [Fact]
    public async Task The_schema_is_printed_as_it_is_shipped()
    {
        CommandLineRun run = await RunAsync("profile", "schema");

        run.ExitCode.ShouldBe(ExitCode.Done);
        run.Output.ShouldBe(await File.ReadAllTextAsync(RepositoryFile.Path("src/Gateway/Profiles/profile.schema.json"), TestContext.Current.CancellationToken));
        File.Exists(Path.Combine(AppContext.BaseDirectory, "profile.schema.json")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_schema_in_the_folder_of_profiles_is_not_taken_for_a_profile()
    {
        Directory.CreateDirectory(_folder["local"]);
        Write("local/profile.schema.json", "{}");

        CommandLineRun run = await RunAsync("profile", "list", "--Vendor:ProfileDirectory=local");

        run.ExitCode.ShouldBe(ExitCode.Done, run.ToString());
        run.Output.ShouldNotContain("profile.schema");
    }

    [Fact]
    public async Task A_reload_needs_a_gateway_that_runs()
    {
        CommandLineRun run = await RunAsync("profile", "reload");

        run.ExitCode.ShouldBe(ExitCode.Finding, run.ToString());
        run.Error.ShouldContain("no gateway is running");
    }

    private void Write(string file, string content) => File.WriteAllText(_folder[file], content);

    private Task<CommandLineRun> RunAsync(params string[] arguments) => CommandLineRun.OfAsync(_folder.Path, arguments);
}
