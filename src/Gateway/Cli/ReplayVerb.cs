using System.CommandLine;
using System.Globalization;
using HmisGateway.Captures;
using HmisGateway.Hosting;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>replay FILE.har</c>: what would happen to captured traffic. Sends and stores nothing.</summary>
internal sealed class ReplayVerb : Verb
{
    private readonly Argument<string> _file = new("FILE") { Description = "Captured traffic, an HTTP archive (HAR 1.2).", HelpName = "FILE.har" };
    private readonly Option<string> _agency = CommonOptions.Agency();
    private readonly Option<OutputFormat> _output = CommonOptions.Output();
    private readonly VerbRunner _runner;

    /// <summary>Creates the verb.</summary>
    public ReplayVerb(VerbRunner runner)
        : base("replay", "Tells what would happen to captured traffic, each request by itself, by the choices and ids that are known now. Requests to other hosts "
            + "than a configured vendor's are left out when there are some to a vendor's. Sends and stores nothing, and prints no personal data.",
            "there is no such agency, or the file holds no request")
    {
        _runner = runner;
        Add(_file);
        Add(_agency);
        Add(_output);
        SetAction((parsed, cancel) => runner.RunAsync(parsed, _output, (output, stop) => ReadAsync(parsed, output, stop), cancel));
    }

    private static void Print(TextWriter text, ReplayReport report)
    {
        TextTable.Write(
            text,
            ["REQUEST", "METHOD", "RULE", "CODE", "REASON"],
            [.. report.Items.Where(static item => item.Code is not null).Select(static item =>
                (IReadOnlyList<string>)[item.Index.ToString(CultureInfo.InvariantCulture), item.Method, item.Rule ?? "-", item.Code!, item.Reason ?? "-"])]);
        if (report.Divert > 0)
        {
            text.WriteLine();
        }

        text.WriteLine($"would forward {report.Forward}, divert {report.Divert}"
            + (report.Skipped > 0 ? $"; {report.Skipped} to other hosts were left out" : ""));
        foreach (ReplayReason reason in report.Reasons)
        {
            text.WriteLine($"  {reason.Count}  {reason.Code}{(reason.Reason is { } why ? $" ({why})" : "")}");
        }
    }

    /// <summary>A method as a standard one is written; anything else may be a text of the file.</summary>
    private static string MethodOf(CapturedRequest request) => Telemetry.TelemetryNames.OfMethod(request.Method);

    private async Task<int> ReadAsync(ParseResult parsed, VerbOutput output, CancellationToken cancellationToken)
    {
        string file = parsed.GetRequiredValue(_file);
        if (await _runner.ReadCaptureAsync(file, output, cancellationToken) is not { } requests)
        {
            return ExitCode.Usage;
        }

        return requests.Count == 0
            ? output.Fail(ExitCode.Finding, $"{file} holds no request.")
            : await _runner.ManageAsync(parsed, _output, (session, stop) => ReplayAsync(parsed, requests, session, stop), cancellationToken);
    }

    private async Task<int> ReplayAsync(ParseResult parsed, IReadOnlyList<CapturedRequest> requests, VerbSession session, CancellationToken cancellationToken)
    {
        string path = $"manage/v1/agencies/{Uri.EscapeDataString(parsed.GetRequiredValue(_agency))}/explanations";
        (CapturedRequest Request, CaptureTarget Target)[] calls = Targets(requests, _runner.Vendors(parsed));
        ManagementRefusal? refusal = null;
        List<ReplayedRequest> items = await WorkProgressBar.RunAsync(_runner.Environment, "replaying", calls.Length, async progress =>
        {
            List<ReplayedRequest> done = new(calls.Length);
            foreach ((CapturedRequest request, CaptureTarget target) in calls)
            {
                ManagementAnswer<Explanation> answer = await session.Management.PostAsync(
                    path, Question(request, target), ManagementJson.Default.ExplanationRequest, ManagementJson.Default.Explanation, cancellationToken);
                if (answer is not ManagementAnswer<Explanation>.Answered { Value: { } told })
                {
                    refusal = ((ManagementAnswer<Explanation>.Refused)answer).Refusal;
                    break;
                }

                done.Add(new ReplayedRequest(request.Index, MethodOf(request), told.Rule, told.Decision, told.Code, told.Unreadable ?? told.Reason));
                progress(done.Count);
            }

            return done;
        });
        if (refusal is not null)
        {
            return session.Fail(refusal);
        }

        session.Output.Data(Report(items, requests.Count - calls.Length), ManagementJson.Default.ReplayReport, text => Print(text, Report(items, requests.Count - calls.Length)));
        return ExitCode.Done;
    }

    private static (CapturedRequest Request, CaptureTarget Target)[] Targets(IReadOnlyList<CapturedRequest> requests, IReadOnlyList<VendorOptions> vendors)
    {
        (CapturedRequest Request, CaptureTarget? Target)[] found = [.. requests.Select(request => (request, CaptureTarget.AtVendor(request, vendors)))];
        return Array.Exists(found, static one => one.Target is not null)
            ? [.. found.Where(static one => one.Target is not null).Select(static one => (one.Request, one.Target!))]
            : [.. requests.Select(static request => (request, CaptureTarget.AsItStands(request)))];
    }

    private static ExplanationRequest Question(CapturedRequest request, CaptureTarget target) => new()
    {
        Method = request.Method,
        Path = target.Target,
        Headers =
        [
            new ExplanationHeader("Host", target.Host),
            .. request.Headers.Select(static header => new ExplanationHeader(header.Key, header.Value)),
        ],
        ContentType = request.ContentType,
        Body = request.Body,
    };

    private static ReplayReport Report(List<ReplayedRequest> items, int skipped)
    {
        int forward = items.Count(static item => item.Code is null);
        return new ReplayReport(
            items.Count,
            skipped,
            forward,
            items.Count - forward,
            [
                .. items.Where(static item => item.Code is not null)
                    .GroupBy(static item => (item.Code, item.Reason))
                    .Select(static group => new ReplayReason(group.Key.Code!, group.Key.Reason, group.Count()))
                    .OrderByDescending(static reason => reason.Count).ThenBy(static reason => reason.Code, StringComparer.Ordinal),
            ],
            items);
    }
}
