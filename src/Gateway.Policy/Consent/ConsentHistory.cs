namespace HmisGateway.Policy.Consent;

/// <summary>Every form on file for one person, from every agency, and the rule which of them is current.</summary>
/// <remarks>
/// Source of the rule: All Chicago, "the most recent ROI documentation is what is considered to be the client's current consent
/// choice", made safe where the order of two forms cannot be known: the most restrictive wins.
/// </remarks>
public sealed class ConsentHistory
{
    private readonly ReleaseOfInformation[] _forms;

    /// <summary>Creates a history.</summary>
    /// <param name="forms">All forms of the person, in any order.</param>
    public ConsentHistory(IEnumerable<ReleaseOfInformation> forms) => _forms = [.. forms];

    /// <summary>The history of a person of whom no agency has a form.</summary>
    public static ConsentHistory Empty { get; } = new([]);

    /// <summary>What the forms allow <paramref name="agencyId"/> to do on <paramref name="today"/>.</summary>
    /// <param name="agencyId">The agency that wants to write.</param>
    /// <param name="today">The day, in the gateway's time zone.</param>
    /// <returns>The status; anything but <see cref="ConsentStatus.Permitted"/> forbids the write.</returns>
    public ConsentStatus StatusFor(string agencyId, DateOnly today)
    {
        ReleaseOfInformation? own = CurrentOf(agencyId);
        return own switch
        {
            { Choice: SharingChoice.None } => new ConsentStatus.NoSharing(),
            null => new ConsentStatus.NotOnFile(),
            { EndsOn: { } end } when end < today => new ConsentStatus.Expired(),
            _ => StandsAgainst(agencyId, own) ? new ConsentStatus.NoSharingElsewhere() : new ConsentStatus.Permitted(own.Choice),
        };
    }

    /// <summary>How many forms there are. Forms are only added, so that a history with as many is the same.</summary>
    public int Count => _forms.Length;

    /// <summary>True when some form on file says No Sharing, whether or not it counts now.</summary>
    public bool HasNoSharing => Array.Exists(_forms, static form => form.Choice == SharingChoice.None);

    /// <summary>The agencies whose forms say No Sharing, whether or not they count now.</summary>
    public IEnumerable<string> NoSharingAgencies => _forms.Where(static form => form.Choice == SharingChoice.None).Select(static form => form.AgencyId).Distinct(StringComparer.Ordinal);

    /// <summary>Whose No Sharing keeps <paramref name="agencyId"/> from mentioning the person in what is about somebody else.</summary>
    /// <param name="agencyId">The agency that wants to mention them.</param>
    /// <returns>Its own, another agency's that it has not lifted, or nobody's.</returns>
    public NoSharingSource NoSharingFor(string agencyId)
    {
        ReleaseOfInformation? own = CurrentOf(agencyId);
        return own is { Choice: SharingChoice.None } ? NoSharingSource.Own
            : StandsAgainst(agencyId, own) ? NoSharingSource.Elsewhere
            : NoSharingSource.Nobody;
    }

    /// <summary>The form of <paramref name="agencyId"/> that counts: among those with no other wholly later, the most restrictive.</summary>
    /// <param name="agencyId">The agency whose forms are looked at.</param>
    /// <returns>The current form, or null when the agency has none on file.</returns>
    public ReleaseOfInformation? CurrentOf(string agencyId)
    {
        ReleaseOfInformation? current = null;
        foreach (ReleaseOfInformation form in _forms)
        {
            if (BelongsTo(form, agencyId) && !IsOutdated(form) && (current is null || IsMoreRestrictive(form, current)))
            {
                current = form;
            }
        }

        return current;
    }

    private static bool BelongsTo(ReleaseOfInformation form, string agencyId) =>
        !form.IsSuperseded && string.Equals(form.AgencyId, agencyId, StringComparison.Ordinal);

    /// <summary>Of two forms that may be of the same moment: the stricter choice, then the one that ends first, then the later version.</summary>
    private static bool IsMoreRestrictive(ReleaseOfInformation form, ReleaseOfInformation than) => Rank(form).CompareTo(Rank(than)) < 0;

    /// <summary>
    /// The smallest is the strictest. The last parts decide where two clients of one agency turned out to be one person, so that
    /// their forms share version numbers: the form that lifts less is current, in whatever order they were loaded.
    /// </summary>
    private static (int Choice, DateOnly End, int Version, bool HasDocument, bool IsRecorded, bool IsOwn, DateTimeOffset From) Rank(
        ReleaseOfInformation form) => (
        -(int)form.Choice,
        form.EndsOn ?? DateOnly.MaxValue,
        -form.Version,
        form.HasDocument,
        form.Source == RoiSource.Recorded,
        form.Signer != RoiSigner.Guardian,
        form.Signed.From);

    /// <summary>Whether a form may be recorded as superseding another one of the same client and agency, whatever their dates say.</summary>
    /// <param name="replacement">The form that says it supersedes.</param>
    /// <param name="replaced">The form of this history that it names.</param>
    /// <returns>False for a guardian's form against an adult's own No Sharing.</returns>
    public bool MaySupersede(ReleaseOfInformation replacement, ReleaseOfInformation replaced) =>
        replacement.Signer != RoiSigner.Guardian || replaced.Choice != SharingChoice.None || !IsAdultsOwn(replaced);

    /// <summary>An adult's own No Sharing is the one kind of form that not every later form makes outdated.</summary>
    private bool CanReplace(ReleaseOfInformation later, ReleaseOfInformation earlier) =>
        later.Signed.IsWhollyAfter(earlier.Signed) && (earlier.Choice != SharingChoice.None || MayLiftOwn(later, earlier));

    /// <summary>
    /// What may make an agency's No Sharing outdated: a form under the same client id, since a link between two ids may be a mistake; never a
    /// guardian's form against an adult's own; and a grant that was not recorded one by one only with its signed copy.
    /// </summary>
    private bool MayLiftOwn(ReleaseOfInformation later, ReleaseOfInformation none) =>
        (later.ClientKey == none.ClientKey || later.AgencyId != none.AgencyId)
        && (!IsAdultsOwn(none) || MayReplaceAdultsOwn(later))
        && (later.Choice == SharingChoice.None || later.Source == RoiSource.Recorded || later.HasDocument);

    /// <summary>
    /// A grant of a guardian would lift an adult's own No Sharing; and a No Sharing that a guardian may lift, in its place, would be lifted by
    /// the guardian's next grant.
    /// </summary>
    private bool MayReplaceAdultsOwn(ReleaseOfInformation later) =>
        later.Choice == SharingChoice.None ? IsAdultsOwn(later) : later.Signer != RoiSigner.Guardian;

    /// <summary>
    /// True for a No Sharing that a guardian cannot lift: the client stated it, and was not certainly a minor. A date of birth on another
    /// form of the agency that makes the client an adult by then counts against one that does not, also when that form was superseded:
    /// superseding a form must not open what another one closed.
    /// </summary>
    private bool IsAdultsOwn(ReleaseOfInformation none)
    {
        if (none.Signer == RoiSigner.Guardian)
        {
            return false;
        }

        bool isAdult = none.ClientAge != ClientAge.Minor;
        foreach (ReleaseOfInformation form in _forms)
        {
            isAdult |= form.ClientAge == ClientAge.Adult && string.Equals(form.AgencyId, none.AgencyId, StringComparison.Ordinal) && !form.Signed.IsWhollyAfter(none.Signed);
        }

        return isAdult;
    }

    /// <summary>A grant lifts another agency's No Sharing only once its signed copy is stored, however it came into the registry.</summary>
    private bool Lifts(ReleaseOfInformation grant, ReleaseOfInformation none) =>
        grant.HasDocument && CanReplace(grant, none);

    private bool IsOutdated(ReleaseOfInformation form)
    {
        foreach (ReleaseOfInformation other in _forms)
        {
            if (BelongsTo(other, form.AgencyId) && CanReplace(other, form))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True when another agency's current No Sharing is not lifted by any form that is current for this agency.</summary>
    private bool StandsAgainst(string agencyId, ReleaseOfInformation? own)
    {
        foreach (ReleaseOfInformation form in _forms)
        {
            if (form.Choice == SharingChoice.None
                && !form.IsSuperseded
                && !string.Equals(form.AgencyId, agencyId, StringComparison.Ordinal)
                && !IsOutdated(form)
                && !(own is not null && Lifts(own, form)))
            {
                return true;
            }
        }

        return false;
    }
}
