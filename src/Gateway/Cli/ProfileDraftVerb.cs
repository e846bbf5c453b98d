using System.CommandLine;
using System.Text;
using HmisGateway.Captures;
using HmisGateway.Hosting;
using HmisGateway.Management;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Profiles.Drafting;

namespace HmisGateway.Cli;

/// <summary><c>profile draft</c>: proposes rules, on standard output.</summary>
internal sealed class ProfileDraftVerb : Verb
{
    private const string Offline = "offline";

    private readonly Option<string> _from = new("--from")
    {
        Description = "offline: the held items that no rule covered. FILE.har: captured traffic.",
        HelpName = "offline|FILE.har",
        Required = true,
    };

    private readonly Option<string?> _vendor = new("--vendor")
    {
        Description = "For which configured vendor; the draft extends its profile and leaves out what that covers.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _actor = CommonOptions.Actor("Who opens the offline items, kept sealed; this machine's user when nothing is said.");
    private readonly VerbRunner _runner;

    /// <summary>Creates the verb.</summary>
    public ProfileDraftVerb(VerbRunner runner)
        : base("draft", "Proposes a profile from requests that no rule covers, grouped by method and path, and prints it: a draft that compiles, to be completed by a person. It "
            + "holds names of fields and words of paths only, never a value.", "there is nothing to draft from, or the items are for several vendors")
    {
        _runner = runner;
        Add(_from);
        Add(_vendor);
        Add(_actor);
        SetAction((parsed, cancel) => parsed.GetRequiredValue(_from) == Offline
            ? runner.ManageAsync(parsed, output: null, (session, stop) => FromOfflineAsync(parsed, session, stop), cancel)
            : runner.RunAsync(parsed, output: null, (output, stop) => FromFileAsync(parsed, output, stop), cancel));
    }

    private static int Print(VerbOutput output, byte[]? profile, int requests, int rules, IReadOnlyList<string> leftOut)
    {
        foreach (string left in leftOut)
        {
            output.Error.WriteLine("hmis-gateway: " + left);
        }

        if (profile is null)
        {
            return output.Fail(ExitCode.Finding, "there is nothing to draft from.");
        }

        output.Out.Write(Encoding.UTF8.GetString(profile));
        output.Error.WriteLine($"hmis-gateway: drafted {rules} {(rules == 1 ? "rule" : "rules")} from {requests} {(requests == 1 ? "request" : "requests")}. Check each of them, "
            + "and the words of its path, before you use or share it.");
        return ExitCode.Done;
    }

    private async Task<int> FromOfflineAsync(ParseResult parsed, VerbSession session, CancellationToken cancellationToken)
    {
        DraftQuestion question = new(parsed.GetValue(_vendor), new StatedActor(parsed.GetValue(_actor) ?? Environment.UserName, Reason: null));
        ManagementAnswer<DraftReport> answer = await session.Management.PostAsync(
            "manage/v1/profiles/drafts", question, ManagementJson.Default.DraftQuestion, ManagementJson.Default.DraftReport, cancellationToken);
        return answer is ManagementAnswer<DraftReport>.Answered { Value: { } report }
            ? Print(
                session.Output,
                report.Profile is { } profile ? Encoding.UTF8.GetBytes(PrintedJson.OnSeveralLines(profile) + "\n") : null,
                report.Requests,
                report.Rules,
                report.LeftOut)
            : session.Fail(((ManagementAnswer<DraftReport>.Refused)answer).Refusal);
    }

    private async Task<int> FromFileAsync(ParseResult parsed, VerbOutput output, CancellationToken cancellationToken)
    {
        IReadOnlyList<VendorOptions> vendors = _runner.Vendors(parsed);
        VendorOptions? vendor = parsed.GetValue(_vendor) is { } name ? vendors.FirstOrDefault(one => one.Name == name) : vendors is [var only] ? only : null;
        if (vendor is null && parsed.GetValue(_vendor) is { } unknown)
        {
            return output.Fail(ExitCode.Usage, $"there is no vendor '{unknown}' in the configuration.");
        }

        if (await _runner.ReadCaptureAsync(parsed.GetRequiredValue(_from), output, cancellationToken) is not { } requests)
        {
            return ExitCode.Usage;
        }

        VendorProfile? profile = vendor is null ? null : _runner.Profiles(parsed).TryGet(vendor.Profile);
        ProfileDraft draft = await WorkProgressBar.RunAsync(_runner.Environment, "reading", requests.Count, progress => Task.FromResult(Draft(requests, vendor, profile, progress)));
        return Print(output, draft.Json, draft.Requests, draft.Rules, draft.LeftOut);
    }

    private static ProfileDraft Draft(IReadOnlyList<CapturedRequest> requests, VendorOptions? vendor, VendorProfile? profile, Action<int> progress)
    {
        ProfileDrafter drafter = new();
        (CapturedRequest Request, string? Target)[] found = [.. requests.Select(request => (request, vendor is null ? null : CaptureTarget.BelowVendor(request, vendor)))];
        bool isVendors = Array.Exists(found, static one => one.Target is not null);
        for (int i = 0; i < found.Length; i++)
        {
            (CapturedRequest request, string? below) = found[i];
            string target = below ?? request.Target;
            if ((below is not null || !isVendors) && !IsCovered(profile, request, target))
            {
                drafter.Add(RequestShapeReader.Read(request.Method, target, request.ContentType, request.Body));
            }

            progress(i + 1);
        }

        return drafter.Write(profile is null ? "draft" : profile.Name + "-draft", profile?.Name);
    }

    private static bool IsCovered(VendorProfile? profile, CapturedRequest request, string target) =>
        profile is not null
        && RequestTarget.Parse(target) is RequestTargetReading.Canonical { Target: { } read }
        && profile.Classify(request.Method, read, request.ContentType, request.Body.Length > 0) is RouteClassification.Matched;
}
