using System.Text;
using HmisGateway.Agencies;
using HmisGateway.Hosting;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;
using HmisGateway.Telemetry;

namespace HmisGateway.Consent.Sources;

/// <summary>
/// Asks the outside source for the clients of a request, before anything is decided about them, and records what is new in the registry: through
/// the fence, so that a No Sharing found there takes effect at once for every request in flight.
/// </summary>
/// <remarks>
/// Nothing is cached: each request asks. A choice that changes at the source takes effect for every request whose question comes after the change; a
/// grant that the source takes back ends in the registry too.
/// </remarks>
internal sealed partial class RoiSynchronizer(
    RoiValidator validator,
    RoiEntryBuilder builder,
    FencedRegistry fenced,
    IConsentRegistry registry,
    IPersonDirectory persons,
    RoiEvidence evidence,
    IKeyRing keys,
    Pseudonymizer pseudonymizer,
    RoiCalendar calendar,
    IReadOnlyList<VendorOptions> vendors,
    ConsentOptions options,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger<RoiSynchronizer> logger,
    IRoiSource? source = null)
{
    private const int Stripes = 1_024;

    /// <summary>How often what another request recorded meanwhile is looked at again.</summary>
    private const int MaxAttempts = 3;

    /// <summary>Requests about one client record what the source says one after the other, not each of them.</summary>
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, Stripes).Select(static _ => new SemaphoreSlim(1, 1))];

    /// <summary>Whether there is a source to be asked.</summary>
    public bool HasSource => source is not null;

    /// <summary>By what a source may know persons: the agency's own ids of them.</summary>
    /// <param name="agencyId">The agency.</param>
    /// <param name="known">The persons.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    public async ValueTask<IReadOnlyCollection<RoiSourceQuestion>> QuestionsOfAsync(string agencyId, IReadOnlyList<PersonId> known, CancellationToken cancellationToken)
    {
        if (known.Count == 0)
        {
            return [];
        }

        HashSet<RoiSourceQuestion> questions = [];
        foreach ((_, byte[] sealedId) in await registry.ReadClientIdsAsync(agencyId, known, cancellationToken))
        {
            questions.Add(new RoiSourceQuestion(Encoding.UTF8.GetString(keys.Open(agencyId, RoiEntryBuilder.ClientIdContext, sealedId)), null));
        }

        return questions;
    }

    /// <summary>
    /// Adds the HMIS ids of those whom the agency knows by nothing else. They are on file under <c>vendor.id</c>, of which the source has never heard: asked for by that
    /// alone they would seem to have no form there.
    /// </summary>
    public void AddHmisIds(HashSet<RoiSourceQuestion> questions)
    {
        foreach (string id in questions.Select(static question => question.ClientId).OfType<string>().ToList())
        {
            if (vendors.FirstOrDefault(vendor => id.StartsWith(vendor.Name + ".", StringComparison.Ordinal)) is { } vendor)
            {
                questions.Add(new RoiSourceQuestion(null, new VendorClientId(vendor.Name, id[(vendor.Name.Length + 1)..])));
            }
        }
    }

    /// <summary>Makes the registry say what the source says about clients.</summary>
    /// <param name="agencyId">Whose clients.</param>
    /// <param name="questions">The clients.</param>
    /// <param name="cancellationToken">Cancels the questions; what is recorded is recorded whole.</param>
    /// <returns>True when something was recorded.</returns>
    /// <exception cref="RoiSourceUnavailableException">The source did not answer.</exception>
    public async Task<bool> TakeOverAsync(string agencyId, IReadOnlyCollection<RoiSourceQuestion> questions, CancellationToken cancellationToken)
    {
        List<RoiSourceClient> answered = [];
        foreach (RoiSourceQuestion[] asked in questions.Chunk(source!.MostClients))
        {
            answered.AddRange(await AskAsync(agencyId, asked, cancellationToken));
        }

        // One client may be answered by each of their ids; who was asked for and is not known there has no form there.
        ILookup<string, RoiSourceClient> clients = answered.ToLookup(static client => client.ClientId, StringComparer.Ordinal);
        bool isChanged = false;
        foreach (string clientId in questions.Select(static question => question.ClientId).OfType<string>().Union(clients.Select(static client => client.Key), StringComparer.Ordinal))
        {
            isChanged |= await TakeAsync(agencyId, clientId, [.. clients[clientId]]);
        }

        return isChanged;
    }

    /// <summary>Asks once. The time limit holds for the whole of it: further pages, and an answer that comes drop by drop.</summary>
    private async Task<IReadOnlyList<RoiSourceClient>> AskAsync(string agencyId, RoiSourceQuestion[] asked, CancellationToken cancellationToken)
    {
        long startedAt = time.GetTimestamp();
        using CancellationTokenSource limit = new(options.Timeout, time);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            IReadOnlyList<RoiSourceClient> answered = await source!.AskAsync(agencyId, asked, stop.Token);
            metrics.RoiSourceAsked(isAnswered: true, time.GetElapsedTime(startedAt));
            return answered;
        }
        catch (RoiSourceUnavailableException)
        {
            metrics.RoiSourceAsked(isAnswered: false, time.GetElapsedTime(startedAt));
            throw;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            metrics.RoiSourceAsked(isAnswered: false, time.GetElapsedTime(startedAt));
            throw new RoiSourceUnavailableException("The ROI source did not answer within Consent:Timeout.");
        }
    }

    private async Task<bool> TakeAsync(string agencyId, string clientId, RoiSourceClient[] answers)
    {
        if (!ClientIdSyntax.IsValid(clientId))
        {
            throw new RoiSourceUnavailableException("The ROI source answered with a client id that none can have.");
        }

        List<RoiDraft> listed = Check(answers);

        VendorClientId[] vendorIds = [.. answers.Select(static answer => answer.VendorId).OfType<VendorClientId>().Distinct()];
        Pseudonym own = pseudonymizer.OfAgencyClient(agencyId, clientId);
        if (await ChangesAsync(agencyId, own, listed, vendorIds) is [])
        {
            return false;
        }

        SemaphoreSlim turn = _turns[(int)(uint)(own.Hash % (uint)Stripes)];
        await turn.WaitAsync(CancellationToken.None);
        try
        {
            for (int attempt = 0; attempt < MaxAttempts; attempt++)
            {
                // An id that leads to two persons who were separated leads to both for good.
                IReadOnlyList<RoiDraft> changes = await ChangesAsync(agencyId, own, listed, attempt == 0 ? vendorIds : []);
                if (changes.Count == 0)
                {
                    return true;
                }

                foreach (RoiDraft change in changes)
                {
                    SealedRoi form = builder.Build(agencyId, clientId, change, RoiSource.Outside, Actor.Unnamed, calendar.Now);
                    await fenced.RecordAsync([form], recordings => evidence.OfRecording(agencyId, form.Entry, Actor.Unnamed, recordings), CancellationToken.None);
                }
            }
        }
        finally
        {
            turn.Release();
        }

        throw new RoiSourceUnavailableException("What the ROI source says about a client changes with each look.");
    }

    /// <summary>The forms to record; a form that is on file is recorded once more with an HMIS id that leads to somebody else, or to nobody.</summary>
    private async Task<IReadOnlyList<RoiDraft>> ChangesAsync(string agencyId, Pseudonym own, List<RoiDraft> listed, VendorClientId[] vendorIds)
    {
        IReadOnlyList<ReleaseOfInformation> onFile = await registry.ReadOwnAsync(agencyId, own, CancellationToken.None);
        List<RoiDraft> changes = [.. RoiSourceDifference.Of(listed, onFile, calendar.Today)];
        if (listed.Count > 0)
        {
            foreach (VendorClientId vendorId in vendorIds)
            {
                if (await IsNewIdAsync(own, vendorId))
                {
                    changes.Add(listed[0] with { VendorId = vendorId });
                }
            }
        }

        return changes;
    }

    /// <summary>
    /// The forms that can be on file, each once. A grant that is dated ahead does not count yet; any other that cannot be read may say that an older one has ended, so
    /// that none of the client's grants counts. A No Sharing that cannot be read stops everything.
    /// </summary>
    private List<RoiDraft> Check(RoiSourceClient[] answers)
    {
        List<RoiDraft> valid = [];
        bool isClear = true;
        foreach (RoiSubmission form in answers.SelectMany(static answer => answer.Forms))
        {
            switch (validator.Validate(form with { Supersedes = null, VendorId = null }))
            {
                case RoiValidation.Valid { Draft: { } draft }:
                    if (!valid.Exists(draft.SaysTheSameAs))
                    {
                        valid.Add(draft);
                    }

                    break;
                case RoiValidation.Invalid { Problems: { } problems } when form.Choice is "full" or "limited":
                    isClear &= problems.All(static problem => problem.Field == "signedOn") && IsDate(form.SignedOn);
                    LogNotTaken(logger);
                    break;
                default:
                    throw new RoiSourceUnavailableException("The ROI source answered with a form that cannot be read.");
            }
        }

        return isClear ? valid : [.. valid.Where(static draft => draft.Choice == SharingChoice.None)];
    }

    private static bool IsDate(string? stated) => RoiDates.TryReadDay(stated, out _) || RoiDates.TryReadInstant(stated, out _);

    private async Task<bool> IsNewIdAsync(Pseudonym own, VendorClientId vendorId)
    {
        Pseudonym vendor = pseudonymizer.Of(IdentifierScheme.Vendor, vendorId.Vendor, vendorId.Id);
        PersonSnapshot found = await persons.LookUpAsync([own, vendor], CancellationToken.None);
        return !found.Persons.TryGetValue(vendor, out IReadOnlyList<PersonId>? leads)
            || !found.Persons.TryGetValue(own, out IReadOnlyList<PersonId>? client)
            || !client.All(leads.Contains);
    }

    [LoggerMessage(1240, LogLevel.Warning, "The ROI source has a grant that no form can be. One that is dated ahead does not count; any other, and no grant of that client counts.")]
    private static partial void LogNotTaken(ILogger logger);
}
