using System.Collections.Immutable;
using System.Text.Json;
using HmisGateway.Agencies;
using HmisGateway.AgencyApi;
using HmisGateway.Consent;
using HmisGateway.Hosting;
using HmisGateway.Management;
using HmisGateway.Pipeline.Answers;
using HmisGateway.Pipeline.Bulk;
using HmisGateway.Pipeline.Receiving;
using HmisGateway.Pipeline.Splitting;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Storage.Spools;
using HmisGateway.Telemetry;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace HmisGateway.Pipeline.Deciding;

/// <summary>Takes a request through steps 3 to 6 and says what would happen; sends, stores and records nothing.</summary>
internal sealed class RequestExplainer(
    ConsentDeliberator deliberator,
    ListDeliberator lists,
    UploadReceiver receiver,
    UploadDeliberator uploads,
    SpoolFolder spools,
    RoiCalendar calendar,
    IOptions<GatewayOptions> options) : IExplainer, IDecisionPreview
{
    private const string NotOnFile = "not_on_file";

    /// <inheritdoc/>
    public async ValueTask<Explanation> ExplainAsync(Agency agency, ExplanationRequest request, CancellationToken cancellationToken)
    {
        DateOnly asOf = request.AsOf ?? calendar.Today;
        HeaderDictionary headers = [];
        foreach (ExplanationHeader header in request.Headers)
        {
            headers.Append(header.Name, header.Value);
        }

        Deliberation deliberation = await DeliberateAsync(
            agency, request.Method, request.Path, request.ContentType, headers, request.Body, asOf, cancellationToken);
        return Explain(agency, request, deliberation, asOf);
    }

    /// <inheritdoc/>
    public async ValueTask<DecisionPreview> PreviewAsync(Agency agency, DecisionPreviewRequest request, CancellationToken cancellationToken)
    {
        HeaderDictionary headers = [];
        foreach (KeyValuePair<string, string> header in request.Headers ?? ImmutableDictionary<string, string>.Empty)
        {
            headers.Append(header.Key, header.Value);
        }

        Deliberation deliberation = await DeliberateAsync(
            agency, request.Method, request.Path, request.ContentType, headers, request.Body ?? [], calendar.Today, cancellationToken);
        return new DecisionPreview(
            (deliberation.Decision as ConsentDecision.Divert)?.Code,
            IsLocked(deliberation),
            deliberation.Rule?.Name,
            [.. deliberation.Records.Select((r, i) => new DecisionPreviewRecord(r.Record.Pointer, r.Record.Kind.ToWire()) { Code = RemovalOf(deliberation, i) })])
        {
            IsSplit = IsSplit(deliberation),
        };
    }

    private async ValueTask<Deliberation> DeliberateAsync(
        Agency agency,
        string method,
        string path,
        string? contentType,
        IHeaderDictionary headers,
        byte[] content,
        DateOnly asOf,
        CancellationToken cancellationToken)
    {
        string? stated = contentType ?? (headers.ContentType.Count == 0 ? null : headers.ContentType.ToString());
        InspectedRequest inspected = new()
        {
            Agency = agency,
            Method = method,
            RawTarget = path,
            Host = new HostString(headers.Host.ToString()).Host,
            ContentType = stated,
            Header = name => headers.TryGetValue(name, out StringValues values) ? values.ToString() : null,
            FrontProblem = StrictFront.ReadRequest(method, headers, stated, content.Length > 0),
            AsOf = asOf,
        };
        if (headers.ContentEncoding.Count == 0 && receiver.IsUpload(inspected))
        {
            using EncryptedSpool upload = spools.Create();
            upload.Write(content);
            upload.Complete();
            Deliberation split = await uploads.DeliberateAsync(inspected, upload);
            split.Split?.Dispose();
            return split;
        }

        using CapturedBody body = new(content.Length);
        body.Append(content);
        ContentDecoding decoding = ContentDecoder.Decode(headers.ContentEncoding, body, options.Value.MaxRequestBodyBytes);
        using CapturedBody? decoded = (decoding as ContentDecoding.Decoded)?.Body;
        UnreadableReason? problem = (decoding as ContentDecoding.Refused)?.Reason;
        ReadOnlyMemory<byte> text = (decoded ?? body).Memory;
        Deliberation whole = await deliberator.DeliberateAsync(inspected, text, problem, cancellationToken);
        Deliberation rest = await lists.SplitAsync(inspected, text, whole);

        // All records are shown, with what would become of each.
        return whole with { Decision = rest.Decision, List = rest.List };
    }

    private static bool IsSplit(Deliberation deliberation) => deliberation is { Split.IsWhole: false } or { List: not null };

    /// <summary>Why a record would be taken out of its list, in wire form; null where it would not.</summary>
    private static string? RemovalOf(Deliberation deliberation, int record) => deliberation.List?.ReasonOf(record)?.Code.ToWire();

    private static bool IsLocked(Deliberation deliberation) => deliberation.Records.Any(static record => record.Record.IsLocked);

    private static Explanation Explain(Agency agency, ExplanationRequest request, Deliberation deliberation, DateOnly asOf)
    {
        ConsentDecision.Divert? divert = deliberation.Decision as ConsentDecision.Divert;
        Problem? answer = divert is null ? null : Answer(request, divert);
        ErrorEnvelope? envelope = agency.Refusal == RefusalShape.Vendor ? deliberation.Destination?.Vendor.Profile.ErrorEnvelope : null;
        return new Explanation
        {
            Decision = divert is not null ? "divert" : IsSplit(deliberation) ? "split" : "forward",
            Code = divert?.Code.ToWire(),

            // One answer for all causes, here too: a reason would tell whether another agency's documents are one of them.
            Reason = divert is { Code: not DivertCode.ConsentNotConfirmed } ? divert.Reason.ToWire() : null,
            Unreadable = deliberation.Unreadable?.ToWire(),
            Vendor = deliberation.Destination?.Vendor.Name,
            Profile = deliberation.Destination?.Vendor.Profile.Name,
            Rule = deliberation.Rule?.Name,
            NotCovered = deliberation.NotCovered,
            Operation = deliberation.Operation?.ToWire(),
            LockedAttempt = IsLocked(deliberation),
            AsOf = asOf,
            Upload = deliberation.Split is { } split ? ExplainedUpload.Of(split) : null,
            Records = [.. deliberation.Records.Select((record, i) => Explain(agency, record, deliberation, asOf) with { Code = RemovalOf(deliberation, i) })],
            Answer = answer is null ? null : JsonElement.Parse(ProblemWriter.ToBytes(answer, envelope)),
            Status = answer?.Code.ToStatus(),
        };
    }

    private static Problem Answer(ExplanationRequest request, ConsentDecision.Divert divert)
    {
        bool carriesNothing = request.Body.Length == 0
            && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method));
        return carriesNothing
            ? Problems.Refused(divert.Code)
            : Problems.Diverted(divert.Code, Guid.Empty, divert.LockedAttempt, divert.Pointers);
    }

    private static ExplainedRecord Explain(Agency agency, AttributedRecord attributed, Deliberation deliberation, DateOnly asOf) => new(
        attributed.Record.Pointer,
        attributed.Record.Kind.ToWire(),
        attributed.Record.Operation.ToWire(),
        attributed.Record.IsLocked,
        [.. attributed.Record.References.Select(static reference => $"{reference.Scheme.ToWire()} {reference.Role.ToWire()} at {reference.Place}")],
        OwnChoices(agency.Id, attributed.Persons, deliberation.Attribution!.Histories, asOf));

    /// <summary>The same for a person whom nobody knows and for one whom only others know.</summary>
    private static string[] OwnChoices(
        string agencyId, IReadOnlyList<PersonId> persons, IReadOnlyDictionary<PersonId, ConsentHistory> histories, DateOnly asOf)
    {
        string[] choices = [.. persons.Select(person => OwnChoice(agencyId, person, histories, asOf)).Where(static choice => choice != NotOnFile)];
        return choices.Length > 0 ? choices : [NotOnFile];
    }

    /// <summary>What the agency's own forms say, whatever others documented.</summary>
    private static string OwnChoice(
        string agencyId, PersonId person, IReadOnlyDictionary<PersonId, ConsentHistory> histories, DateOnly asOf) =>
        histories.GetValueOrDefault(person)?.CurrentOf(agencyId) switch
        {
            null => NotOnFile,
            { Choice: SharingChoice.None } none => none.Choice.ToWire(),
            { EndsOn: { } end } when end < asOf => "expired",
            var form => form.Choice.ToWire(),
        };
}
