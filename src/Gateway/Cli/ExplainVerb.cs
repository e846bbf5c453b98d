using System.CommandLine;
using System.Globalization;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>explain</c>: what would happen to a request. Sends and stores nothing.</summary>
internal sealed class ExplainVerb : Verb
{
    private readonly Option<string> _agency = CommonOptions.Agency();
    private readonly Option<string> _method = new("--method") { Description = "The method.", HelpName = "M", Required = true };
    private readonly Option<string> _path = new("--path") { Description = "Path and query as the agency system sends them.", HelpName = "P", Required = true };
    private readonly Option<string[]> _headers = new("--header") { Description = "A request header; may be given more than once.", HelpName = "H" };
    private readonly Option<string?> _body = new("--body") { Description = "File with the body.", HelpName = "FILE" };
    private readonly Option<string?> _contentType = new("--content-type")
    {
        Description = "The body's content type; by the file's name (.json, .xml, .csv, .zip), else application/json, when there is a body and nothing is said.",
        HelpName = "T",
    };

    private readonly Option<DateOnly?> _asOf = DateOption.Create("--as-of", "The day on which the choices are looked at; today when nothing is said.");
    private readonly Option<OutputFormat> _output = CommonOptions.Output();
    private readonly VerbRunner _runner;

    /// <summary>Creates the verb.</summary>
    public ExplainVerb(VerbRunner runner)
        : base("explain", "Explains what would happen to a request: the decision, the rule, the records found and the exact answer. "
            + "Sends and stores nothing, and prints no personal data.", "there is no such agency")
    {
        _runner = runner;
        _headers.Validators.Add(static result =>
        {
            foreach (string token in result.Tokens.Select(static t => t.Value).Where(static t => t.IndexOf(':', StringComparison.Ordinal) < 1))
            {
                result.AddError("--header: write it like 'Hmis-Gateway-Client: 123'.");
            }
        });
        Add(_agency);
        Add(_method);
        Add(_path);
        Add(_headers);
        Add(_body);
        Add(_contentType);
        Add(_asOf);
        Add(_output);
        SetAction((parsed, cancel) => runner.ManageAsync(parsed, _output, (session, stop) => RunAsync(parsed, session, stop), cancel));
    }

    private static string TypeOf(string file) => Path.GetExtension(file).ToUpperInvariant() switch
    {
        ".XML" => "application/xml",
        ".CSV" => "text/csv",
        ".ZIP" => "application/zip",
        _ => "application/json",
    };

    private static ExplanationHeader Header(string line)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        return new ExplanationHeader(line[..colon].Trim(), line[(colon + 1)..].Trim());
    }

    private static void Print(TextWriter text, Explanation explanation)
    {
        text.WriteLine($"decision   {explanation.Decision}{(explanation.Code is { } code ? $", {code}" : "")}{(explanation.Reason is { } reason ? $" ({reason})" : "")}");
        text.WriteLine($"vendor     {explanation.Vendor ?? "none"}{(explanation.Profile is { } profile ? $", profile {profile}" : "")}");
        text.WriteLine($"rule       {explanation.Rule ?? "none covers it"}{(explanation.Operation is { } operation ? $", {operation}" : "")}");
        if (explanation.NotCovered is { } field)
        {
            text.WriteLine($"no rule    for {field} in the body");
        }

        text.WriteLine($"as of      {explanation.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");
        if (explanation.Unreadable is { } unreadable)
        {
            text.WriteLine($"unreadable {unreadable}");
        }

        if (explanation.Upload is { } upload)
        {
            text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"rows       {upload.RowsForwarded} would be sent, {upload.RowsKept} kept"));
            foreach ((string why, int clients) in upload.ClientsKept)
            {
                text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"clients    {clients} kept with all their rows, {why}"));
            }
        }

        foreach (ExplainedRecord record in explanation.Records)
        {
            text.WriteLine($"record     {(record.Pointer.Length == 0 ? "/" : record.Pointer)} {record.Kind} {record.Operation}{(record.Locked ? " locked" : "")}: "
                + $"{(record.References.Count == 0 ? "no reference" : string.Join(", ", record.References))} -> "
                + (record.Choices.Count == 0 ? "nobody" : string.Join(", ", record.Choices))
                + (record.Code is { } kept ? $", kept: {kept}" : ""));
        }

        text.WriteLine();
        if (explanation.Answer is not { } answer)
        {
            text.WriteLine("The vendor's answer would pass through.");
            return;
        }

        text.WriteLine($"The agency system would get {explanation.Status}:");
        text.WriteLine(PrintedJson.OnSeveralLines(answer));
    }

    private async Task<int> RunAsync(ParseResult parsed, VerbSession session, CancellationToken cancellationToken)
    {
        string? file = parsed.GetValue(_body);
        byte[] body = file is null ? [] : await File.ReadAllBytesAsync(Path.GetFullPath(file, _runner.Environment.WorkingDirectory), cancellationToken);
        ExplanationRequest request = new()
        {
            Method = parsed.GetRequiredValue(_method),
            Path = parsed.GetRequiredValue(_path),
            Headers = [.. (parsed.GetValue(_headers) ?? []).Select(Header)],
            ContentType = parsed.GetValue(_contentType) ?? (body.Length > 0 ? TypeOf(file!) : null),
            Body = body,
            AsOf = parsed.GetValue(_asOf),
        };
        ManagementAnswer<Explanation> answer = await session.Management.PostAsync(
            $"manage/v1/agencies/{Uri.EscapeDataString(parsed.GetRequiredValue(_agency))}/explanations",
            request,
            ManagementJson.Default.ExplanationRequest,
            ManagementJson.Default.Explanation,
            cancellationToken);
        if (answer is not ManagementAnswer<Explanation>.Answered { Value: { } explanation })
        {
            return session.Fail(((ManagementAnswer<Explanation>.Refused)answer).Refusal);
        }

        session.Output.Data(explanation, ManagementJson.Default.Explanation, text => Print(text, explanation));
        return ExitCode.Done;
    }
}
