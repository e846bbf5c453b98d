using System.CommandLine;
using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using HmisGateway.Consent;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>hmis compare</c>: what an export of the HMIS holds, against what clients chose.</summary>
internal sealed class HmisCompareVerb : Verb
{
    private const int BatchSize = 500;

    private readonly Argument<string> _file = new("EXPORT") { Description = "A HUD CSV export of the HMIS.", HelpName = "EXPORT.zip" };
    private readonly Option<string> _agency = CommonOptions.Agency();
    private readonly Option<string?> _vendor = new("--vendor") { Description = "Whose export it is; needed where there are several vendors.", HelpName = "NAME" };
    private readonly Option<bool> _apply = new("--apply")
    {
        Description = "Learns the ids of clients who are recognised by two of name, SSN and date of birth, and of enrollments and households.",
    };

    private readonly Option<OutputFormat> _output = CommonOptions.Output();
    private readonly VerbRunner _runner;

    /// <summary>Creates the verb.</summary>
    public HmisCompareVerb(VerbRunner runner)
        : base("compare", "Compares a HUD CSV export of the HMIS with the forms on file: lists clients who chose No Sharing and are in HMIS, whether they were changed "
            + "there after their choice, and their open enrollments; clients without a form in effect; and clients who may be somebody on file. Sends nothing.",
            "somebody is listed, or there is no such agency")
    {
        _runner = runner;
        Add(_file);
        Add(_agency);
        Add(_vendor);
        Add(_apply);
        Add(_output);
        SetAction((parsed, cancel) => runner.RunAsync(parsed, _output, (output, stop) => FindFileAsync(parsed, output, stop), cancel));
    }

    private async Task<int> FindFileAsync(ParseResult parsed, VerbOutput output, CancellationToken cancellationToken) =>
        _runner.FindFile(parsed.GetRequiredValue(_file), output) is { } file
            ? await _runner.ManageAsync(parsed, _output, (session, stop) => RunAsync(parsed, file, session, stop), cancellationToken)
            : ExitCode.Usage;

    private async Task<int> RunAsync(ParseResult parsed, string file, VerbSession session, CancellationToken cancellationToken)
    {
        await using FileStream zip = new(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous);
        Run run = new(session.Management, parsed.GetRequiredValue(_agency), parsed.GetValue(_vendor), parsed.GetValue(_apply));
        try
        {
            using HudExport export = new(zip);
            ManagementRefusal? refusal = await ImportProgressBar.RunAsync(
                _runner.Environment, zip, () => run.CompareAsync(export, cancellationToken), "comparing");
            if (refusal is not null)
            {
                return session.Fail(refusal);
            }
        }
        catch (InvalidDataException exception)
        {
            return session.Output.Fail(ExitCode.Usage, exception.Message);
        }

        HmisComparisonReport report = run.ToReport();
        session.Output.Data(report, ManagementJson.Default.HmisComparisonReport, text => Print(text, report));
        return report.HasFindings ? ExitCode.Finding : ExitCode.Done;
    }

    private static void Print(TextWriter text, HmisComparisonReport report)
    {
        text.WriteLine($"{report.Clients} clients in the export, {report.Matched} of them on file.");
        text.WriteLine($"Learned: {report.LearnedClients} client ids, {report.LearnedEnrollments} enrollments.");
        foreach (NoSharingInHmis client in report.NoSharing)
        {
            string changed = client.IsChangedAfterChoice ? $", changed there on {client.UpdatedOn:yyyy-MM-dd}, after the choice" : "";
            string open = client.OpenEnrollments.Count == 0 ? "" : $"; open enrollments: {string.Join(", ", client.OpenEnrollments)}";
            text.WriteLine($"No Sharing, in HMIS: {client.PersonalId} (client {client.ClientId}){changed}{open}");
        }

        foreach (string personalId in report.WithoutRoi)
        {
            text.WriteLine($"No form in effect: {personalId}");
        }

        foreach (string personalId in report.Review)
        {
            text.WriteLine($"May be somebody on file, look: {personalId}");
        }
    }

    /// <summary>One comparison: what was found so far. Of the export no more than a batch of rows is in memory, and the clients who are listed.</summary>
    private sealed class Run(ManagementClient management, string agency, string? vendor, bool isLearning)
    {
        private readonly Dictionary<string, ComparedClient> _noSharing = [];
        private readonly Dictionary<string, DateOnly> _updated = [];
        private readonly Dictionary<string, List<string>> _open = [];
        private readonly HashSet<string> _exited = [];
        private readonly List<string> _withoutRoi = [];
        private readonly List<string> _review = [];
        private int _clients;
        private int _matched;
        private int _learnedClients;
        private int _learnedEnrollments;

        public async Task<ManagementRefusal?> CompareAsync(HudExport export, CancellationToken cancellationToken) =>
            await CompareClientsAsync(export, cancellationToken)
            ?? await ReadExitsAsync(export, cancellationToken)
            ?? await ReadEnrollmentsAsync(export, cancellationToken);

        public HmisComparisonReport ToReport() => new(
            _clients,
            _matched,
            _learnedClients,
            _learnedEnrollments,
            [.. _noSharing.Values.Select(Describe)],
            _withoutRoi,
            _review);

        private NoSharingInHmis Describe(ComparedClient client)
        {
            DateOnly? updated = _updated.TryGetValue(client.PersonalId, out DateOnly day) ? day : null;
            return new NoSharingInHmis(
                client.PersonalId, client.ClientId, updated, updated > client.SignedOn, _open.GetValueOrDefault(client.PersonalId) ?? []);
        }

        private async Task<ManagementRefusal?> CompareClientsAsync(HudExport export, CancellationToken cancellationToken)
        {
            using HudTable table = await export.OpenAsync("Client.csv", cancellationToken, "PersonalID")
                ?? throw new InvalidDataException("The zip has no Client.csv; is this a HUD CSV export?");
            List<ExportedClient> batch = [];
            List<DateOnly?> updated = [];
            while (await table.ReadAsync(cancellationToken))
            {
                if (table.Value("PersonalID") is { } personalId && table.Value("DateDeleted") is null)
                {
                    batch.Add(new ExportedClient(
                        personalId, table.Value("FirstName"), table.Value("LastName"), table.Value("DOB"), table.Value("DOBDataQuality"), table.Value("SSN")));
                    updated.Add(Day(table.Value("DateUpdated")));
                }

                if (batch.Count == BatchSize && await CompareAsync(batch, updated, cancellationToken) is { } refusal)
                {
                    return refusal;
                }
            }

            // Also without a row: that there is such an agency is said by the gateway.
            return await CompareAsync(batch, updated, cancellationToken);
        }

        private async Task<ManagementRefusal?> CompareAsync(List<ExportedClient> batch, List<DateOnly?> updated, CancellationToken cancellationToken)
        {
            ManagementAnswer<ComparedClients> answer = await PostAsync(
                "hmis-clients",
                new ExportedClients(vendor, isLearning, batch),
                ManagementJson.Default.ExportedClients,
                ManagementJson.Default.ComparedClients,
                cancellationToken);
            if (answer is not ManagementAnswer<ComparedClients>.Answered { Value: { } compared })
            {
                return ((ManagementAnswer<ComparedClients>.Refused)answer).Refusal;
            }

            _clients += compared.Clients.Count;
            _learnedClients += compared.Learned;
            for (int i = 0; i < compared.Clients.Count; i++)
            {
                Note(compared.Clients[i], updated[i]);
            }

            batch.Clear();
            updated.Clear();
            return null;
        }

        private void Note(ComparedClient client, DateOnly? updated)
        {
            bool isReviewed = client.Match == ComparedClient.Review;
            _matched += client.Match is ComparedClient.ById or ComparedClient.ByIdentity ? 1 : 0;
            if (isReviewed)
            {
                _review.Add(client.PersonalId);
            }

            if (client.Choice == "none")
            {
                _noSharing[client.PersonalId] = client;
                Update(client.PersonalId, updated);
            }
            else if (!isReviewed && client.Choice is ComparedClient.Missing or ComparedClient.Expired)
            {
                _withoutRoi.Add(client.PersonalId);
            }
        }

        private async Task<ManagementRefusal?> ReadExitsAsync(HudExport export, CancellationToken cancellationToken)
        {
            using HudTable? table = _noSharing.Count == 0 ? null : await export.OpenAsync("Exit.csv", cancellationToken, "EnrollmentID", "PersonalID");
            while (table is not null && await table.ReadAsync(cancellationToken))
            {
                if (table.Value("DateDeleted") is null
                    && table.Value("PersonalID") is { } personalId
                    && _noSharing.ContainsKey(personalId)
                    && table.Value("EnrollmentID") is { } enrollmentId)
                {
                    _exited.Add(enrollmentId);
                    Update(personalId, Day(table.Value("DateUpdated")));
                }
            }

            return null;
        }

        private async Task<ManagementRefusal?> ReadEnrollmentsAsync(HudExport export, CancellationToken cancellationToken)
        {
            using HudTable? table = await export.OpenAsync("Enrollment.csv", cancellationToken, "EnrollmentID", "PersonalID");
            List<ExportedEnrollment> batch = [];
            while (table is not null && await table.ReadAsync(cancellationToken))
            {
                if (table.Value("DateDeleted") is not null
                    || table.Value("PersonalID") is not { } personalId
                    || table.Value("EnrollmentID") is not { } enrollmentId)
                {
                    continue;
                }

                if (_noSharing.ContainsKey(personalId))
                {
                    Update(personalId, Day(table.Value("DateUpdated")));
                    if (!_exited.Contains(enrollmentId))
                    {
                        _open.TryAdd(personalId, []);
                        _open[personalId].Add(enrollmentId);
                    }
                }

                if (isLearning)
                {
                    batch.Add(new ExportedEnrollment(personalId, enrollmentId, table.Value("HouseholdID")));
                }

                if (batch.Count == BatchSize && await LearnAsync(batch, cancellationToken) is { } refusal)
                {
                    return refusal;
                }
            }

            return batch.Count == 0 ? null : await LearnAsync(batch, cancellationToken);
        }

        private async Task<ManagementRefusal?> LearnAsync(List<ExportedEnrollment> batch, CancellationToken cancellationToken)
        {
            ManagementAnswer<LearnedEnrollments> answer = await PostAsync(
                "hmis-enrollments",
                new ExportedEnrollments(vendor, batch),
                ManagementJson.Default.ExportedEnrollments,
                ManagementJson.Default.LearnedEnrollments,
                cancellationToken);
            if (answer is not ManagementAnswer<LearnedEnrollments>.Answered { Value: { } learned })
            {
                return ((ManagementAnswer<LearnedEnrollments>.Refused)answer).Refusal;
            }

            _learnedEnrollments += learned.Learned;
            batch.Clear();
            return null;
        }

        private async Task<ManagementAnswer<TAnswer>> PostAsync<TBody, TAnswer>(
            string operation, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken) =>
            await management.PostAsync($"manage/v1/agencies/{Uri.EscapeDataString(agency)}/{operation}", body, bodyType, answerType, cancellationToken);

        private void Update(string personalId, DateOnly? day)
        {
            if (day is { } later && (!_updated.TryGetValue(personalId, out DateOnly known) || known < later))
            {
                _updated[personalId] = later;
            }
        }

        private static DateOnly? Day(string? text) =>
            text is { Length: >= 10 } && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
                ? day
                : null;
    }
}
