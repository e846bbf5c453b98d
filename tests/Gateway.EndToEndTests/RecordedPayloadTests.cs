using System.Text;
using System.Text.Json.Nodes;
using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests;

/// <summary>Recorded traffic of real agency systems, from the folder that <c>HMIS_CASES</c> names; without it, cases of our own of the same shapes.</summary>
public sealed class RecordedPayloadTests(SandboxProcess sandbox) : IClassFixture<SandboxProcess>
{
    private static readonly string? Cases = Environment.GetEnvironmentVariable("HMIS_CASES");

    [Fact]
    public async Task Recorded_Clarity_calls_pass_for_a_full_client_and_stop_for_a_no_sharing_client()
    {
        foreach ((string name, HttpMethod method, string route, string body) in ClarityCalls())
        {
            await sandbox.ClearReceivedAsync();
            bool isCreate = route == "/clients";
            Answer full = await sandbox.SendAsync(method, route.Replace("{id}", "1001"), body, isCreate ? "full-1" : null);
            (await sandbox.ReceivedAsync()).Count.ShouldBe(1, name);
            full.Status.ShouldBe(200, $"{name}: {full.Text}");

            await sandbox.ClearReceivedAsync();
            Answer none = await sandbox.SendAsync(method, route.Replace("{id}", "1003"), body, isCreate ? "none-1" : null);
            none.Code.ShouldBe("no_sharing", name);
            (await sandbox.ReceivedAsync()).ShouldBeEmpty(name);
            (await sandbox.ReadBackAsync(none.Receipt)).ShouldBe(Encoding.UTF8.GetBytes(body));
        }
    }

    [Fact]
    public async Task HSLynk_calls_are_unmapped_and_are_kept_for_every_client()
    {
        foreach ((HttpMethod method, string path, string body) in HslynkCalls())
        {
            foreach (string client in new[] { "full-1", "none-1" })
            {
                await sandbox.ClearReceivedAsync();
                Answer answer = await sandbox.SendAsync(method, path, body, client);
                answer.Code.ShouldBe("route_unclassified", path);
                (await sandbox.ReceivedAsync()).ShouldBeEmpty(path);
                (await sandbox.ReadBackAsync(answer.Receipt)).ShouldBe(Encoding.UTF8.GetBytes(body));
            }
        }
    }

    [Fact]
    public async Task No_invalid_JSON_is_forwarded_and_all_of_it_is_kept()
    {
        (string Name, byte[] Body)[] files = Files("n_", () =>
        [
            ("unclosed", "{\"client\":{"u8.ToArray()), ("comment", "{}//x"u8.ToArray()), ("trailing comma", "{\"a\":1,}"u8.ToArray()),
            ("two roots", "{}{}"u8.ToArray()), ("bare word", "{\"a\":nul}"u8.ToArray()), ("invalid UTF-8", [0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
        ]);
        await sandbox.ClearReceivedAsync();
        foreach ((string name, byte[] body) in files)
        {
            Answer answer = await sandbox.SendAsync(HttpMethod.Put, "/clients/1001", body);
            answer.Status.ShouldBe(403, name);
            answer.Code.ShouldBe("payload_unreadable", name);
            (await sandbox.ReadBackAsync(answer.Receipt)).ShouldBe(body, name);
        }

        (await sandbox.ReceivedAsync()).ShouldBeEmpty();
        TestContext.Current.SendDiagnosticMessage($"{files.Length} of {files.Length} not forwarded and preserved");
    }

    [Fact]
    public async Task Valid_JSON_is_forwarded_or_refused_and_never_a_server_error()
    {
        int forwarded = 0;
        int refused = 0;
        foreach ((string name, byte[] body) in Files("y_", () => [("object", "{\"a\":1}"u8.ToArray()), ("root array", "[]"u8.ToArray())])
            .Concat(Files("i_", () => [("big exponent", "{\"a\":1e400}"u8.ToArray())])))
        {
            await sandbox.ClearReceivedAsync();
            Answer answer = await sandbox.SendAsync(HttpMethod.Put, "/clients/1001", body);
            int arrived = (await sandbox.ReceivedAsync()).Count;
            if (answer.Status == 403)
            {
                answer.Code.ShouldBe("payload_unreadable", name);
                arrived.ShouldBe(0, name);
                (await sandbox.ReadBackAsync(answer.Receipt)).ShouldBe(body, name);
                refused++;
            }
            else
            {
                answer.Status.ShouldBe(200, name);
                arrived.ShouldBe(1, name);
                forwarded++;
            }
        }

        forwarded.ShouldBeGreaterThan(0);
        TestContext.Current.SendDiagnosticMessage($"{forwarded} forwarded, {refused} refused");
    }

    private static IEnumerable<(string Name, HttpMethod Method, string Route, string Body)> ClarityCalls()
    {
        if (Cases is null)
        {
            yield return ("create", HttpMethod.Post, "/clients", """{"client":{"first_name":"Ed","last_name":"Po","ssn3":"xxxx","ssn_quality":99},"screenValues":{"alias":null,"gender":[99]},"fields":"id"}""");
            yield return ("note", HttpMethod.Post, "/clients/{id}/client-notes", """{"clientNote":{"title":"t","ref_client_program":null,"note":"n","private":"0"},"fields":"id"}""");
            yield break;
        }

        foreach (string file in Directory.EnumerateFiles(Path.Combine(Cases, "clarity-rest"), "*.json").Order(StringComparer.Ordinal))
        {
            JsonNode call = JsonNode.Parse(File.ReadAllText(file))!;
            string[] route = call["route"]!.GetValue<string>().Split(' ');
            bool isNamed = route[0] == call["method"]!.GetValue<string>();
            yield return (
                Path.GetFileName(file),
                new HttpMethod(call["method"]!.GetValue<string>()),
                isNamed ? route[1] : "/clients/{id}/client-programs/enroll",
                call["body"]!.ToJsonString());
        }
    }

    private static IEnumerable<(HttpMethod Method, string Path, string Body)> HslynkCalls()
    {
        if (Cases is null)
        {
            yield return (HttpMethod.Post, "/hmis-clientapi-v2016/rest/clients", """{"client":{"firstName":"Taylor","lastName":"Steve"}}""");
            yield break;
        }

        foreach (string line in File.ReadLines(Path.Combine(Cases, "hslynk-rest", "sample.jsonl")))
        {
            JsonNode call = JsonNode.Parse(line)!;
            string path = System.Text.RegularExpressions.Regex.Replace(call["path"]!.GetValue<string>(), @"\$\{[^}]*\}", "11111111-2222-3333-4444-555555555555");
            yield return (new HttpMethod(call["method"]!.GetValue<string>()), path, call["body"]?.GetValue<string>() ?? "");
        }
    }

    private static (string Name, byte[] Body)[] Files(string prefix, Func<(string, byte[])[]> own) => Cases is null
        ? own()
        : [.. Directory.EnumerateFiles(Path.Combine(Cases, "json-test-suite"), prefix + "*.json")
            .Order(StringComparer.Ordinal)
            .Select(static file => (Path.GetFileName(file), File.ReadAllBytes(file)))];
}
