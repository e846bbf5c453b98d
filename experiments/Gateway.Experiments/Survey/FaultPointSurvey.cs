using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using HmisGateway.Experiments.Crash;
using HmisGateway.Experiments.Processes;
using HmisGateway.Experiments.Vendor;
using HmisGateway.Faults;

namespace HmisGateway.Experiments.Survey;

/// <summary>
/// Compares the fault points with the system calls that strace sees on the data directory: every call has to lie behind a fault point
/// of a database or file operation, on the same thread, or a test that fails fault points would never fail it.
/// </summary>
internal static partial class FaultPointSurvey
{
    private const string Calls = "write,pwrite64,writev,pwritev,fsync,fdatasync,openat,rename,renameat,renameat2,unlink,unlinkat,ftruncate,fallocate";
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(300);

    /// <summary>Runs the fixed exchange once and counts.</summary>
    /// <returns>0 when every call lies behind a database or file operation, else 1.</returns>
    public static async Task<int> RunAsync(DirectoryInfo work, FileInfo? output, CancellationToken cancellationToken)
    {
        string data = Path.Combine(work.FullName, "data");
        string points = Path.Combine(work.FullName, "fault-points.log");
        string traces = Path.Combine(work.FullName, "trace");
        await using VendorProcess vendor = await VendorProcess.StartAsync(
            Path.Combine(work.FullName, "received.jsonl"), VendorBehaviour.Answer, TimeSpan.Zero, cancellationToken);
        await using GatewayProcess gateway = new(data, vendor.Address, new Dictionary<string, string>
        {
            ["DOTNET_STARTUP_HOOKS"] = typeof(FaultPointSurvey).Assembly.Location,
            [StartupHook.FileVariable] = points,
        });
        using AgencyTraffic agency = new(gateway.Address, await gateway.AddAgencyAsync(AgencyTraffic.AgencyId, cancellationToken));
        gateway.Wrapper = ["strace", "-ff", "-qqq", "-y", "-ttt", "-s", "48", "-e", $"trace={Calls}", "-o", traces];
        await gateway.StartAsync(cancellationToken);
        await agency.RecordClientsAsync(cancellationToken);
        await ExchangeAsync(agency, "warm-up", cancellationToken);
        await Task.Delay(Settling, TimeProvider.System, cancellationToken);
        double from = Now();
        await ExchangeAsync(agency, "counted", cancellationToken);
        await Task.Delay(Settling, TimeProvider.System, cancellationToken);
        double to = Now();
        await gateway.KillAsync();

        List<SurveyLine> lines = Count(Directory.GetFiles(work.FullName, "trace.*"), data, points, from, to);
        await using StreamWriter? file = output is null ? null : new StreamWriter(output.FullName, append: false);
        foreach (SurveyLine line in lines)
        {
            string json = JsonSerializer.Serialize(line, SurveyJson.Default.SurveyLine);
            Console.WriteLine(json);
            if (file is not null)
            {
                await file.WriteAsync(json + "\n");
            }
        }

        return lines.All(static line => line.Calls.Count == 0 || line.Operation.StartsWith("Database", StringComparison.Ordinal) || line.Operation.StartsWith("File", StringComparison.Ordinal)) ? 0 : 1;
    }

    private static double Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    private static async Task ExchangeAsync(AgencyTraffic agency, string mark, CancellationToken cancellationToken)
    {
        MarkedRequest[] exchange =
        [
            new(mark, MarkedKind.Create, HttpMethod.Post, "/clients", "full-1", Body(mark)),
            new(mark, MarkedKind.Update, HttpMethod.Put, "/clients/1001", null, Encoding.UTF8.GetBytes("""{"client":{"alias":"raven"}}""")),
            new(mark, MarkedKind.Withheld, HttpMethod.Post, "/clients", "none-1", Body(mark)),
            new(mark, MarkedKind.Form, HttpMethod.Put, $"/_gateway/v1/clients/{mark}/roi", null, Encoding.UTF8.GetBytes("""{"choice":"none","signedOn":"2026-02-01"}""")),
            new(mark, MarkedKind.Read, HttpMethod.Get, "/clients/1001", null, []),
        ];
        foreach (MarkedRequest request in exchange)
        {
            MarkedAnswer answer = await agency.SendAsync(request, cancellationToken);
            if (answer.Status != (request.Kind == MarkedKind.Withheld ? 403 : 200))
            {
                throw new ExperimentFailedException($"{request.Kind} was answered {answer.Status}: {answer.Body}");
            }
        }
    }

    private static byte[] Body(string mark) =>
        Encoding.UTF8.GetBytes($$$"""{"client":{"first_name":"Ada","last_name":"Quill"},"screenValues":{"intake_remarks":"{{{mark}}}"}}""");

    private static List<SurveyLine> Count(IEnumerable<string> traces, string data, string points, double from, double to)
    {
        SortedDictionary<string, int> passed = new(StringComparer.Ordinal);
        SortedDictionary<string, SortedDictionary<string, int>> calls = new(StringComparer.Ordinal);
        foreach (string trace in traces)
        {
            string behind = SurveyLine.None;
            foreach (string line in File.ReadLines(trace))
            {
                Match call = Call().Match(line);
                if (!call.Success)
                {
                    continue;
                }

                double at = double.Parse(call.Groups["at"].ValueSpan, CultureInfo.InvariantCulture);
                bool isCounted = at >= from && at <= to;
                if (line.Contains(points, StringComparison.Ordinal))
                {
                    int start = line.IndexOf(StartupHook.Mark, StringComparison.Ordinal);
                    if (start >= 0)
                    {
                        start += StartupHook.Mark.Length;
                        string point = line[start..line.IndexOf('\\', start)];
                        passed[point] = passed.GetValueOrDefault(point) + (isCounted ? 1 : 0);

                        // A commit is one step of its own statement: what that step does belongs to the commit.
                        behind = behind == nameof(FaultOperation.DatabaseCommit) && point == nameof(FaultOperation.DatabaseStep) ? behind : point;
                    }
                }
                else if (isCounted && line.Contains(data, StringComparison.Ordinal))
                {
                    if (!calls.TryGetValue(behind, out SortedDictionary<string, int>? names))
                    {
                        calls.Add(behind, names = new(StringComparer.Ordinal));
                    }

                    string name = call.Groups["name"].Value;
                    names[name] = names.GetValueOrDefault(name) + 1;
                }
            }
        }

        return
        [
            .. passed.Keys.Union(calls.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(operation => new SurveyLine(
                    operation, passed.GetValueOrDefault(operation), calls.TryGetValue(operation, out SortedDictionary<string, int>? names) ? names : []))
                .Where(static line => line.Passed > 0 || line.Calls.Count > 0),
        ];
    }

    [GeneratedRegex(@"^(?<at>\d+\.\d+) (?<name>\w+)\(")]
    private static partial Regex Call();
}
