using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using HmisGateway.Agencies;
using HmisGateway.AgencyApi;
using HmisGateway.Offline;
using HmisGateway.Pipeline.Answers;
using HmisGateway.Telemetry;
using HmisGateway.Tests.Cli;
using Microsoft.AspNetCore.Routing;

namespace HmisGateway.Tests.AgencyApi;

/// <summary>
/// Compares <c>openapi.json</c> with the program. What is missing is named; add it there by hand, and run <c>eng/lint-openapi</c>.
/// </summary>
public sealed class OpenApiDocumentTests
{
    private static readonly JsonNode Document = JsonNode.Parse(File.ReadAllText(RepositoryFile.Path("src/Gateway/AgencyApi/openapi.json")))!;

    [Fact]
    public async Task Every_call_is_described_and_no_other()
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync();
        IEnumerable<string> mapped = gateway.Get<EndpointDataSource>().Endpoints
            .OfType<RouteEndpoint>()
            .SelectMany(static endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []).Select(
                method => $"{method} {endpoint.RoutePattern.RawText}"));

        string prefix = Document["servers"]![0]!["url"]!.GetValue<string>();
        IEnumerable<string> described = Document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
            .Where(static member => member.Key is "get" or "put" or "post" or "delete" or "patch")
            .Select(member => $"{member.Key.ToUpperInvariant()} {prefix}{path.Key}"));

        described.Order(StringComparer.Ordinal).ShouldBe(mapped.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task It_is_served_without_a_key()
    {
        using TemporaryFolder folder = new();
        await using RunningGateway gateway = await RunningGateway.StartAsync(folder.Path);
        using HttpClient http = new();

        using HttpResponseMessage answer = await http.GetAsync(new Uri(gateway.Address, "/_gateway/openapi.json"), TestContext.Current.CancellationToken);

        answer.IsSuccessStatusCode.ShouldBeTrue();
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        (await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken))
            .ShouldBe(await File.ReadAllBytesAsync(RepositoryFile.Path("src/Gateway/AgencyApi/openapi.json"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Every_body_has_a_schema_of_its_name_with_its_members_and_their_types()
    {
        foreach (JsonTypeInfo type in Bodies())
        {
            JsonObject schema = Document["components"]!["schemas"]![type.Type.Name].ShouldNotBeNull($"components/schemas has no {type.Type.Name}").AsObject();
            JsonObject members = schema["properties"]!.AsObject();
            members.Select(static member => member.Key).Order(StringComparer.Ordinal).ShouldBe(
                type.Properties.Select(static member => member.Name).Order(StringComparer.Ordinal), type.Type.Name);
            foreach (JsonPropertyInfo member in type.Properties)
            {
                JsonNode actual = type.Options.GetJsonSchemaAsNode(member.PropertyType);
                TypesOf(members[member.Name]!).ShouldBe(TypesOf(actual), ignoreOrder: true, $"{type.Type.Name}.{member.Name}");
            }
        }
    }

    [Fact]
    public void Codes_reasons_and_states_are_those_of_the_program()
    {
        IReadOnlyList<string> codes = [.. Values("KeptCode"), .. Values("ProblemCode")];
        ProblemCodes.All.Where(static code => code.IsDivert() || code == ProblemCode.OutcomeUnknown).Select(static code => code.ToWire())
            .ShouldBe(Values("KeptCode"), ignoreOrder: true);
        codes.ShouldBeUnique();
        codes.Except(ProblemCodes.All.Select(static code => code.ToWire())).ShouldBeEmpty();
        foreach (ActorReason reason in Enum.GetValues<ActorReason>())
        {
            foreach (string parameter in new[] { "Reason", "RequiredReason" })
            {
                Document["components"]!["parameters"]![parameter]!["schema"]!["enum"]!.AsArray().Select(static v => v!.GetValue<string>())
                    .ShouldContain(reason.ToWord());
            }
        }

        Enum.GetValues<OfflineStatus>().Select(static status => status.ToWire()).ShouldBe(Values("OfflineStatus"), ignoreOrder: true);
    }

    [Fact]
    public void Every_problem_in_an_answer_has_the_status_and_title_of_the_program()
    {
        foreach ((string name, JsonNode? answer) in Document["components"]!["responses"]!.AsObject())
        {
            JsonNode example = answer!["content"]!["application/problem+json"]!["examples"]!["problem"]!["value"]!;
            ProblemCode code = ProblemCodes.All.First(code => code.ToWire() == example["code"]!.GetValue<string>());
            example["retryable"]!.GetValue<bool>().ShouldBe(answer["headers"] is not null, name);
            example["status"]!.GetValue<int>().ShouldBe(code.ToStatus(), name);
            example["type"]!.GetValue<string>().ShouldBe(ProblemText.TypeOf(code), name);
        }
    }

    [Fact]
    public void Every_call_says_that_it_may_not_be_let_in_or_may_find_the_storage_unusable()
    {
        foreach ((string path, JsonNode? item) in Document["paths"]!.AsObject())
        {
            foreach ((string method, JsonNode? call) in item!.AsObject().Where(static member => member.Key != "parameters"))
            {
                call!["responses"]!.AsObject().Select(static answer => answer.Key).ShouldBeSubsetOf(
                    ["200", "202", "401", "404", "409", "413", "422", "429", "502", "503"], $"{method} {path}");
                foreach (string status in new[] { "200", "401", "429", "503" })
                {
                    call["responses"]!.AsObject().ContainsKey(status).ShouldBeTrue($"{method} {path} lacks {status}");
                }
            }
        }
    }

    /// <summary>Every type that is written or read as a body, and the objects in them.</summary>
    private static IEnumerable<JsonTypeInfo> Bodies()
    {
        Queue<Type> open = new(typeof(AgencyApiJson).GetCustomAttributesData()
            .Where(static attribute => attribute.AttributeType == typeof(JsonSerializableAttribute))
            .Select(static attribute => (Type)attribute.ConstructorArguments[0].Value!));
        HashSet<Type> seen = [];
        while (open.TryDequeue(out Type? type))
        {
            JsonTypeInfo? info = AgencyApiJson.Default.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);
            if (info is null || !seen.Add(info.Type))
            {
                continue;
            }

            if (info.ElementType is { } element)
            {
                open.Enqueue(element);
            }

            foreach (JsonPropertyInfo member in info.Properties)
            {
                open.Enqueue(member.PropertyType);
            }

            if (info.Kind == JsonTypeInfoKind.Object)
            {
                yield return info;
            }
        }
    }

    private static IReadOnlyList<string> Values(string schema) =>
        [.. Document["components"]!["schemas"]![schema]!["enum"]!.AsArray().Select(static value => value!.GetValue<string>())];

    /// <summary>The JSON types without null: what may be left out is said by the program's checks, not by its types.</summary>
    private static string[] TypesOf(JsonNode schema)
    {
        if (schema["$ref"] is { } reference && reference.GetValue<string>().StartsWith("#/components/", StringComparison.Ordinal))
        {
            schema = Document["components"]!["schemas"]![reference.GetValue<string>().Split('/')[^1]]!;
        }

        JsonNode? type = schema["type"] ?? schema["oneOf"]?[0];
        return type switch
        {
            JsonArray several => [.. several.Select(static t => t!.GetValue<string>()).Where(static t => t != "null")],
            JsonObject nested => TypesOf(nested),
            { } one => [one.GetValue<string>()],
            null => [],
        };
    }
}
