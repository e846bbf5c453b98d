using System.Globalization;
using System.Text;
using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Payloads;
using HmisGateway.Telemetry;

namespace HmisGateway.Pipeline.Capturing;

/// <summary>Records what the vendor's own ROI records say, as they pass: No Sharing before it is answered, a grant once the vendor has it.</summary>
/// <remarks>
/// A form belongs to a client id of the agency. A record that names the client by an HMIS id only is recorded under the agency's own id of that
/// client; where it has none, under <c>vendor.id</c>.
/// </remarks>
internal sealed partial class RoiCapture(
    RoiValidator validator,
    RoiEntryBuilder builder,
    FencedRegistry fenced,
    IPersonDirectory persons,
    IConsentRegistry registry,
    RoiReader reader,
    RoiEvidence evidence,
    IKeyRing keys,
    Pseudonymizer pseudonymizer,
    RoiCalendar calendar,
    ILogger<RoiCapture> logger)
{
    /// <summary>Records every No Sharing that the records state; in effect everywhere when the task completes.</summary>
    /// <param name="agencyId">Who sent them.</param>
    /// <param name="deliberation">The records.</param>
    /// <returns>True when a record states one, so that the request has to be looked at again.</returns>
    public async ValueTask<bool> TakeNoSharingAsync(string agencyId, Deliberation deliberation)
    {
        bool isStated = false;
        for (int i = 0; i < deliberation.Records.Count; i++)
        {
            if (deliberation.Records[i].Record.Roi is { Choice: StatedChoice.None } statement)
            {
                isStated = true;
                foreach ((string client, string? vendorId) in await ClientsOfAsync(agencyId, deliberation, i))
                {
                    await RecordAsync(agencyId, client, vendorId, SharingChoice.None, statement);
                }
            }
        }

        return isStated;
    }

    /// <summary>True when a record of a request grants something.</summary>
    public static bool HasGrant(Deliberation deliberation) =>
        deliberation.Records.Any(static record => record.Record.Roi is { Choice: not StatedChoice.None });

    /// <summary>Records the grants of a request that the vendor accepted.</summary>
    /// <param name="agencyId">Who sent them.</param>
    /// <param name="deliberation">The records.</param>
    /// <param name="answer">The vendor's answer.</param>
    public async ValueTask TakeGrantsAsync(string agencyId, Deliberation deliberation, ReadOnlyMemory<byte> answer)
    {
        for (int i = 0; i < deliberation.Records.Count; i++)
        {
            PayloadRecord record = deliberation.Records[i].Record;
            if (record.Roi is not { Choice: not StatedChoice.None } statement
                || (record.Answer is { } place && !AnswerReader.IsAnswered(place, answer.Span)))
            {
                continue;
            }

            // Of several clients it is not known who granted.
            if (await ClientsOfAsync(agencyId, deliberation, i) is [(var client, var vendorId)])
            {
                SharingChoice choice = statement.Choice switch
                {
                    StatedChoice.Full => SharingChoice.Full,
                    StatedChoice.Limited => SharingChoice.Limited,
                    _ => await IsLimitedAsync(agencyId, client) ? SharingChoice.Limited : SharingChoice.Full,
                };
                await RecordAsync(agencyId, client, vendorId, choice, statement);
            }
        }
    }

    private async ValueTask<bool> IsLimitedAsync(string agencyId, string client) =>
        await reader.FindCurrentAsync(agencyId, pseudonymizer.OfAgencyClient(agencyId, client), CancellationToken.None) is { Choice: SharingChoice.Limited };

    /// <summary>Under which ids of the agency the record's form is recorded, and the HMIS id that it adds to what is known.</summary>
    private async ValueTask<IReadOnlyList<(string Client, string? VendorId)>> ClientsOfAsync(string agencyId, Deliberation deliberation, int record)
    {
        AttributedRecord attributed = deliberation.Records[record];
        string vendor = deliberation.Destination!.Value.Vendor.Name;
        IReadOnlyList<ClientReference> references = attributed.Record.References;
        HashSet<string> clients = [.. references.Where(static reference => reference.Scheme == IdentifierScheme.Agency).Select(static reference => reference.Value)];
        string? unknown = Enumerable.Range(0, references.Count)
            .Where(i => references[i].Scheme == IdentifierScheme.Vendor && !deliberation.Attribution!.Snapshot.Persons.ContainsKey(deliberation.Attribution.Asked[record].References[i]))
            .Select(i => references[i].Value)
            .FirstOrDefault();
        foreach (PersonId person in attributed.Subjects)
        {
            // One of the agency's ids of a person is enough, and everybody whom the record leads to has one.
            string[] own = [.. (await registry.ReadClientIdsAsync(agencyId, [person], CancellationToken.None))
                .Select(id => Encoding.UTF8.GetString(keys.Open(agencyId, RoiEntryBuilder.ClientIdContext, id.SealedClientId)))];
            if (own.Length > 0 && !own.Any(clients.Contains))
            {
                clients.Add(own.Min(StringComparer.Ordinal)!);
            }
        }

        if (clients.Count > 0)
        {
            return [.. clients.Where(static id => ClientIdSyntax.IsValid(id)).Select(id => (id, unknown is null ? null : $"{vendor}:{unknown}"))];
        }

        string? stated = unknown ?? references.FirstOrDefault(static reference => reference.Scheme == IdentifierScheme.Vendor).Value;
        string made = $"{vendor}.{stated}";
        return stated is not null && ClientIdSyntax.IsValid(made) ? [(made, $"{vendor}:{stated}")] : [];
    }

    private async ValueTask RecordAsync(string agencyId, string client, string? vendorId, SharingChoice choice, RoiStatement statement)
    {
        RoiSubmission submission = new()
        {
            Choice = choice.ToWire(),
            SignedOn = Text(statement.SignedOn ?? calendar.Today),
            EndsOn = choice == SharingChoice.None || statement.EndsOn is null ? null : Text(statement.EndsOn.Value),
            VendorId = vendorId,
        };
        if (validator.Validate(submission) is not RoiValidation.Valid { Draft: { } draft })
        {
            // A grant dated ahead, or one that ends before it begins. No Sharing of any date is valid.
            LogNotCaptured(logger);
            return;
        }

        Pseudonym own = pseudonymizer.OfAgencyClient(agencyId, client);
        IReadOnlyList<ReleaseOfInformation> onFile = await registry.ReadOwnAsync(agencyId, own, CancellationToken.None);
        SealedRoi form = builder.Build(agencyId, client, draft, RoiSource.Capture, Actor.Unnamed, calendar.Now);
        if (vendorId is null && onFile.Any(form => !form.IsSuperseded && draft.SaysTheSameAs(form)))
        {
            // It adds nothing; but whoever recorded it may be waiting still.
            await fenced.RepeatAsync([form], await persons.LookUpAsync(FencedRegistry.ReferencesOf([form]), CancellationToken.None), CancellationToken.None);
            return;
        }

        await fenced.RecordAsync([form], recordings => evidence.OfRecording(agencyId, form.Entry, Actor.Unnamed, recordings), CancellationToken.None);
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [LoggerMessage(1220, LogLevel.Warning, "A grant in a ROI record that was sent to the vendor has dates that no form can have; it was not recorded.")]
    private static partial void LogNotCaptured(ILogger logger);
}
