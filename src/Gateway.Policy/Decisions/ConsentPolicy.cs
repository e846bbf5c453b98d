using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Decisions;

/// <summary>
/// The rule of the product. A write is forwarded if and only if every record in it is attributed to at least one client and
/// every attributed client's current choice lets this agency write. Nothing here can express an exception for No Sharing.
/// </summary>
public static class ConsentPolicy
{
    private static readonly ConsentDecision ForwardRead = new ConsentDecision.Forward(new ForwardPermit.Read());
    private static readonly ConsentDecision ForwardDelete = new ConsentDecision.Forward(new ForwardPermit.Delete());
    private static readonly ConsentDecision ForwardAuth = new ConsentDecision.Forward(new ForwardPermit.Auth());
    private static readonly ConsentDecision ForwardWrite = new ConsentDecision.Forward(new ForwardPermit.Write());

    private static readonly ConsentDecision ForwardUnlocked = new ConsentDecision.Forward(new ForwardPermit.Write()) { IsLockMissing = true };

    /// <summary>Decides about a request that a rule covers and that was read completely.</summary>
    /// <param name="request">What the decision depends on.</param>
    /// <returns>Forward with a permit, or divert with the first code that applies.</returns>
    public static ConsentDecision Decide(DecisionRequest request)
    {
        if (request.IsVictimServiceProvider)
        {
            return Divert(request.Records, DivertCode.VictimServiceProvider, DivertReason.VictimServiceProvider);
        }

        return request.Operation switch
        {
            Operation.Read => WithoutMention(request, ForwardRead),
            Operation.Search => DecideSearch(request),
            Operation.Auth => WithoutMention(request, ForwardAuth),
            Operation.Delete => WithoutMention(request, request.ForwardDeletes
                ? ForwardDelete
                : Divert(request.Records, DivertCode.ConsentNotConfirmed, DivertReason.DeletesDisabled)),
            Operation.Create or Operation.Update or Operation.Bulk => DecideWrite(request),
            _ => Divert(request.Records, DivertCode.RouteUnclassified, DivertReason.NoRule),
        };
    }

    /// <summary>The decision about a request that no rule covers.</summary>
    /// <param name="isVictimServiceProvider">True when the agency is a victim-service provider; that code comes first.</param>
    /// <param name="reason"><see cref="DivertReason.NoRule"/> or <see cref="DivertReason.ContentTypeNotCovered"/>.</param>
    /// <returns>Always a divert.</returns>
    public static ConsentDecision.Divert Unclassified(bool isVictimServiceProvider, DivertReason reason) =>
        isVictimServiceProvider
            ? Divert([], DivertCode.VictimServiceProvider, DivertReason.VictimServiceProvider)
            : Divert([], reason == DivertReason.ContentTypeNotCovered ? DivertCode.PayloadUnreadable : DivertCode.RouteUnclassified, reason);

    /// <summary>The decision about a request that cannot be read in one way only.</summary>
    /// <param name="isVictimServiceProvider">True when the agency is a victim-service provider; that code comes first.</param>
    /// <param name="reason"><see cref="DivertReason.Unreadable"/> or <see cref="DivertReason.AmbiguousRequest"/>.</param>
    /// <returns>Always a divert.</returns>
    public static ConsentDecision.Divert Unreadable(bool isVictimServiceProvider, DivertReason reason) =>
        isVictimServiceProvider
            ? Divert([], DivertCode.VictimServiceProvider, DivertReason.VictimServiceProvider)
            : Divert([], DivertCode.PayloadUnreadable, reason);

    /// <summary>The decision about a request that may be sent by every form on file, while that cannot be relied on.</summary>
    /// <param name="records">Its records.</param>
    /// <param name="reason"><see cref="DivertReason.ChoiceBeingRecorded"/> or <see cref="DivertReason.StorageNotReconciled"/>.</param>
    /// <returns>Always a divert.</returns>
    public static ConsentDecision.Divert Withhold(
        IReadOnlyList<AttributedRecord> records, DivertReason reason = DivertReason.ChoiceBeingRecorded) =>
        Divert(records, DivertCode.ConsentNotConfirmed, reason);

    /// <summary>The decision about what remains of a large upload once the rows that may not be forwarded are taken out.</summary>
    /// <param name="isVictimServiceProvider">True when the agency is a victim-service provider: nothing of it is forwarded.</param>
    /// <returns>Forward with a permit, or divert.</returns>
    public static ConsentDecision DecideRemainder(bool isVictimServiceProvider) => isVictimServiceProvider
        ? Divert([], DivertCode.VictimServiceProvider, DivertReason.VictimServiceProvider)
        : ForwardWrite;

    /// <summary>The decision about a row of a large upload that may mention somebody, once its own clients are permitted.</summary>
    /// <param name="agencyId">Who sends it.</param>
    /// <param name="mentions">Whom it mentions.</param>
    /// <returns>Why the row is taken out; null when it stays.</returns>
    public static ConsentDecision.Divert? DecideRow(string agencyId, IReadOnlyList<ProtectedMention> mentions)
    {
        (bool own, bool elsewhere) = Mentioned(agencyId, mentions);
        return own || elsewhere ? Mentioned(own) : null;
    }

    /// <summary>The decision about a row that mentions a client whose No Sharing stands.</summary>
    /// <param name="isOwn">True when the sending agency documented it.</param>
    /// <returns>Always a divert.</returns>
    public static ConsentDecision.Divert Mentioned(bool isOwn) => isOwn
        ? Divert([], DivertCode.MentionsProtectedClient, DivertReason.Mention)
        : Divert([], DivertCode.ConsentNotConfirmed, DivertReason.MentionElsewhere);

    /// <summary>The decision about a row that cannot be attributed to anybody.</summary>
    /// <returns>Always a divert.</returns>
    public static ConsentDecision.Divert Unidentified() => Divert([], DivertCode.ClientUnidentified, DivertReason.NoReference);

    /// <summary>A search that carries the identity of a client whose No Sharing this agency documented would tell HMIS about them.</summary>
    private static ConsentDecision DecideSearch(DecisionRequest request)
    {
        foreach (AttributedRecord attributed in request.Records)
        {
            foreach (PersonId person in attributed.Persons)
            {
                if (request.Histories.GetValueOrDefault(person)?.StatusFor(request.AgencyId, request.Today) is ConsentStatus.NoSharing)
                {
                    return Divert(request.Records, DivertCode.MentionsProtectedClient, DivertReason.NoSharing);
                }
            }
        }

        return WithoutMention(request, ForwardRead);
    }

    /// <summary>
    /// What writes nothing still tells HMIS what it carries. A full name alone is no identifier here: nobody could look up a namesake. Of
    /// what other agencies documented it must not become a test.
    /// </summary>
    private static ConsentDecision WithoutMention(DecisionRequest request, ConsentDecision otherwise) =>
        request.Mentions.Any(mention => mention.Kind != MentionKind.Name && mention.History.NoSharingFor(request.AgencyId) == NoSharingSource.Own)
            ? Divert(request.Records, DivertCode.MentionsProtectedClient, DivertReason.Mention)
            : otherwise;

    private static ConsentDecision DecideWrite(DecisionRequest request)
    {
        List<string>? noSharing = null;
        bool isOnFile = false;
        bool isLockMissing = false;
        bool unidentified = request.Records.Count == 0;
        DivertReason? notConfirmed = null;
        foreach (AttributedRecord attributed in request.Records)
        {
            PayloadRecord record = attributed.Record;
            bool isPermitted = false;
            DivertReason? alike = null;
            foreach (PersonId person in attributed.Persons)
            {
                ConsentHistory history = request.Histories.GetValueOrDefault(person) ?? ConsentHistory.Empty;
                switch (history.StatusFor(request.AgencyId, request.Today))
                {
                    case ConsentStatus.Permitted permitted:
                        isPermitted = true;
                        isLockMissing |= permitted.Choice == SharingChoice.Limited
                            && record is { Operation: Operation.Create, CanBeLocked: true, IsLocked: false };
                        break;
                    case ConsentStatus.NoSharing:
                        isOnFile = true;
                        (noSharing ??= []).Add(record.Pointer);
                        break;
                    case ConsentStatus.NoSharingElsewhere:
                        notConfirmed ??= DivertReason.NoSharingElsewhere;
                        break;
                    case ConsentStatus.Expired or ConsentStatus.NotOnFile when attributed.Alike.Contains(person):
                        // INVARIANT: without a form of this agency, a No Sharing of another one still counts.
                        notConfirmed ??= history.NoSharingFor(request.AgencyId) == NoSharingSource.Nobody ? null : DivertReason.NoSharingElsewhere;
                        alike ??= DivertReason.RoiNotOnFile;
                        break;
                    case ConsentStatus.Expired:
                        notConfirmed ??= DivertReason.RoiExpired;
                        break;
                    default:
                        notConfirmed ??= DivertReason.RoiNotOnFile;
                        break;
                }
            }

            notConfirmed ??= isPermitted ? null : alike;
            if (record.Roi is { Choice: StatedChoice.None })
            {
                // HMIS holds no record of a client who shares nothing, not even of that.
                (noSharing ??= []).Add(record.Pointer);
            }

            unidentified |= record.References.Count == 0 && record.Identity is not { IsMatchable: true };
            notConfirmed ??= Doubt(attributed);
        }

        if (noSharing is not null)
        {
            DivertReason reason = isOnFile ? DivertReason.NoSharing : DivertReason.StatesNoSharing;
            return Divert(request.Records, DivertCode.NoSharing, reason, [.. noSharing.Distinct(StringComparer.Ordinal)]);
        }

        (bool mentionsOwn, bool mentionsElsewhere) = Mentioned(request.AgencyId, request.Mentions);
        if (mentionsElsewhere)
        {
            notConfirmed ??= DivertReason.MentionElsewhere;
        }

        if (mentionsOwn)
        {
            return Divert(request.Records, DivertCode.MentionsProtectedClient, DivertReason.Mention);
        }

        if (unidentified)
        {
            return Divert(request.Records, DivertCode.ClientUnidentified, DivertReason.NoReference);
        }

        if (!request.ForwardDeletes && request.Records.Any(static attributed => attributed.Record.Operation == Operation.Delete))
        {
            notConfirmed ??= DivertReason.DeletesDisabled;
        }

        if (isLockMissing && request.LimitedLock == LimitedLock.Divert)
        {
            notConfirmed ??= DivertReason.LimitedNotLocked;
        }

        return notConfirmed is { } doubt
            ? Divert(request.Records, DivertCode.ConsentNotConfirmed, doubt)
            : isLockMissing && request.LimitedLock == LimitedLock.Warn ? ForwardUnlocked : ForwardWrite;
    }

    /// <summary>Whose No Sharing is mentioned. A name alone tells of a person only to the agency that knows them by it.</summary>
    private static (bool Own, bool Elsewhere) Mentioned(string agencyId, IReadOnlyList<ProtectedMention> mentions)
    {
        bool own = false;
        bool elsewhere = false;
        foreach (ProtectedMention mention in mentions)
        {
            NoSharingSource source = mention.History.NoSharingFor(agencyId);
            own |= source == NoSharingSource.Own;
            elsewhere |= source == NoSharingSource.Elsewhere && mention.Kind != MentionKind.Name;
        }

        return (own, elsewhere);
    }

    private static DivertReason? Doubt(AttributedRecord attributed) => attributed switch
    {
        { HasUnresolvedReference: true } => DivertReason.ReferenceLeadsNowhere,
        { IdentityContradicts: true } => DivertReason.IdentityContradicts,
        { IsPossibleMatchOnly: true } => DivertReason.PossibleMatch,

        // INVARIANT: a record that leads to nobody is never forwarded, whatever the reader made of its references.
        { Persons.Count: 0 } => DivertReason.ReferenceLeadsNowhere,
        _ => null,
    };

    private static ConsentDecision.Divert Divert(
        IReadOnlyList<AttributedRecord> records, DivertCode code, DivertReason reason, IReadOnlyList<string>? pointers = null) =>
        new(code, reason, records.Any(static r => r.Record.IsLocked), pointers ?? []);
}
