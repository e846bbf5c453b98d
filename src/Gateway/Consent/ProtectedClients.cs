using System.Security.Cryptography;
using System.Text;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Consent;

/// <summary>
/// Everybody who has a No Sharing on file, by the identifiers that the sweep finds. In memory only: what is sealed in the storage is
/// opened at start and after each recording, so that no second copy of an identifier is kept.
/// </summary>
/// <remarks>Nobody is ever taken out. Whether a No Sharing still stands is read from the forms when a request mentions the person.</remarks>
internal sealed class ProtectedClients
{
    private const int PageSize = 1_000;

    /// <summary>How many additions are remembered for uploads that are being looked through meanwhile.</summary>
    private const int MaxLately = 256;

    private readonly IPersonDirectory _persons;
    private readonly IKeyRing _keys;
    private readonly Pseudonymizer _pseudonymizer;
    private readonly IdentifierIndex _index;
    private readonly Lock _noting = new();
    private readonly Queue<(long Version, ProtectedIdentifiers Added)> _lately = new();
    private long _version;

    /// <summary>Creates it with nobody; see <see cref="LoadAsync"/>.</summary>
    public ProtectedClients(IPersonDirectory persons, IKeyRing keys, Pseudonymizer pseudonymizer)
    {
        _persons = persons;
        _keys = keys;
        _pseudonymizer = pseudonymizer;
        Span<byte> secret = stackalloc byte[32];
        keys.Pseudonymize("sweep-key"u8, secret);
        Key = SweepKey.Of(secret);
        _index = new IdentifierIndex(Key);
    }

    /// <summary>Changes after identifiers were added. Whoever reads it before looking for them, and again under the fence, has not overlooked any.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Everybody's identifiers.</summary>
    public IdentifierIndex Index => _index;

    /// <summary>The key of the sweep, the same in every replica.</summary>
    public SweepKey Key { get; }

    /// <summary>Opens and adds everybody; call before the first request, and when it is not known who has been added by another replica.</summary>
    /// <exception cref="InvalidDataException">Something sealed cannot be opened: without it a mention could be overlooked.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        foreach (PersonId[] page in (await _persons.ReadNoSharingAsync(cancellationToken)).Chunk(PageSize))
        {
            await OpenAsync(page, [_index], cancellationToken);
        }

        lock (_noting)
        {
            // Whoever looks for what was added lately finds that it is not known.
            _lately.Clear();
            Volatile.Write(ref _version, _version + 1);
        }
    }

    /// <summary>Adds those of these persons who have a No Sharing on file, with everything that is known of them now.</summary>
    /// <returns>The identifiers of those persons.</returns>
    public Task<ProtectedIdentifiers> AddAsync(IReadOnlyDictionary<PersonId, ConsentHistory> histories, CancellationToken cancellationToken) =>
        ReadAsync(histories, isAdding: true, cancellationToken);

    /// <summary>The identifiers of those of these persons who have a No Sharing on file.</summary>
    public Task<ProtectedIdentifiers> ReadAsync(IReadOnlyDictionary<PersonId, ConsentHistory> histories, CancellationToken cancellationToken) =>
        ReadAsync(histories, isAdding: false, cancellationToken);

    /// <summary>
    /// What forms that are about to be recorded will protect: their own identifiers and those of everybody whom they concern, where the form
    /// says No Sharing or somebody concerned has one.
    /// </summary>
    /// <param name="forms">The forms.</param>
    /// <param name="snapshot">Whom they concern.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<ProtectedIdentifiers> OfAsync(IReadOnlyList<SealedRoi> forms, PersonSnapshot snapshot, CancellationToken cancellationToken)
    {
        ProtectedIdentifiers known = new(Key);
        HashSet<PersonId> concerned = [];
        for (int i = 0; i < forms.Count; i++)
        {
            SealedRoi form = forms[i];
            PersonId[] reached = [.. form.Concerns.SelectMany(reference => snapshot.Persons.GetValueOrDefault(reference) ?? [])];
            if (form.Entry.Form.Choice != SharingChoice.None && !reached.Any(person => snapshot.Histories[person].HasNoSharing))
            {
                continue;
            }

            // Who it belongs to is settled by the commit only; no person has a negative number.
            PersonId stranger = new(-1 - i);
            form.Stated.AddTo(known.Index, stranger);
            foreach (string agency in reached.SelectMany(person => snapshot.Histories[person].NoSharingAgencies).Append(form.Stated.AgencyId))
            {
                known.AddAgency(stranger, agency);
                foreach (PersonId person in reached)
                {
                    known.AddAgency(person, agency);
                }
            }

            concerned.UnionWith(reached);
        }

        await OpenAsync(concerned, [known.Index], cancellationToken);
        return known;
    }

    /// <summary>Step 5, second half: whom a request mentions beside those it is attributed to.</summary>
    /// <param name="agencyId">Whose request.</param>
    /// <param name="vendorName">To whom.</param>
    /// <param name="operation">What it does.</param>
    /// <param name="swept">What was swept.</param>
    /// <param name="attribution">Whom its records are about.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    public async ValueTask<IReadOnlyList<ProtectedMention>> FindAsync(
        string agencyId, string vendorName, Operation operation, SweptIdentifiers swept, Attribution attribution, CancellationToken cancellationToken)
    {
        // In a write the person behind an id of the record is judged anyhow; what a read or a delete asks for is no mention.
        IReadOnlyList<IdentifierMatch> found = operation is Operation.Create or Operation.Update or Operation.Bulk
            ? _index.Find(swept, agencyId, vendorName)
            : _index.FindInQuestion(swept, agencyId, vendorName, [.. OwnIds(attribution)]);
        if (found.Count == 0)
        {
            return [];
        }

        IReadOnlyDictionary<PersonId, PersonOnFile> onFile = await _persons.ReadAsync(
            [.. found.Select(static match => match.Person).Concat(attribution.Persons).Distinct()], cancellationToken);
        HashSet<UInt128> ownNames = [.. StatedNames(attribution)];
        foreach (PersonId person in attribution.Persons)
        {
            ownNames.UnionWith(NamesOf(onFile[person]));
        }

        return Mentions(found, onFile, ownNames, [.. Placeholders(attribution)]);
    }

    /// <summary>Which of the persons whom a row of a large upload seems to mention it does mention.</summary>
    /// <param name="found">Whom it seems to mention.</param>
    /// <param name="owners">Whom the row is about.</param>
    /// <param name="stated">The identity that the row states of its owner, or null.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    public async ValueTask<IReadOnlyList<ProtectedMention>> JudgeAsync(
        IReadOnlyList<IdentifierMatch> found, IReadOnlyList<PersonId> owners, ReportedIdentity? stated, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<PersonId, PersonOnFile> onFile = await _persons.ReadAsync(
            [.. found.Select(static match => match.Person).Concat(owners).Distinct()], cancellationToken);
        HashSet<UInt128> ownNames = [.. owners.SelectMany(person => NamesOf(onFile[person]))];
        if (stated is not null && IdentityParts.Of(stated, _pseudonymizer).Name is { } name)
        {
            ownNames.Add(name);
        }

        UInt128[] placeholders = stated?.PlaceholderBirth is { } birth && IdentityParts.Of(new ReportedIdentity { DateOfBirth = birth }, _pseudonymizer).Birth is { } placeholder ? [placeholder] : [];
        return Mentions(found, onFile, ownNames, placeholders);
    }

    /// <summary>Whether identifiers that stand in an upload may have been added since a version; true when that is not known any more.</summary>
    /// <param name="version">What <see cref="Version"/> was before the upload was looked through.</param>
    /// <param name="forward">The upload.</param>
    public bool MayMentionAddedSince(long version, FencedForward forward)
    {
        lock (_noting)
        {
            return version < _version - _lately.Count || _lately.Any(added => added.Version > version && added.Added.AreIn(forward));
        }
    }

    private static ProtectedMention[] Mentions(
        IReadOnlyList<IdentifierMatch> found, IReadOnlyDictionary<PersonId, PersonOnFile> onFile, HashSet<UInt128> ownNames, UInt128[] placeholders) =>
    [
        // A client who has the name of another one is not mentioning them by their own name.
        .. found.Where(match => !IsNameOnly(match, onFile[match.Person], placeholders) || !NamesOf(onFile[match.Person]).Any(ownNames.Contains))
            .Select(match => new ProtectedMention(onFile[match.Person].History, match.Kind)),
    ];

    /// <summary>True also where the date of birth beside the name can only be one that the record itself calls a placeholder.</summary>
    private static bool IsNameOnly(IdentifierMatch match, PersonOnFile person, UInt128[] placeholders) =>
        match.Kind == MentionKind.Name
        || (match.Kind == MentionKind.NameAndBirth
            && placeholders.Length > 0
            && person.Identities.All(identity => identity.Birth is null || placeholders.Contains(identity.Birth.Value)));

    private IEnumerable<UInt128> Placeholders(Attribution attribution) => attribution.Records
        .Select(static record => record.Record.Identity?.PlaceholderBirth).OfType<DateOnly>()
        .Select(birth => IdentityParts.Of(new ReportedIdentity { DateOfBirth = birth }, _pseudonymizer).Birth).OfType<UInt128>();

    private static IEnumerable<string> OwnIds(Attribution attribution) =>
        attribution.Records.SelectMany(static record => record.Record.References).Select(static reference => reference.Value);

    private IEnumerable<UInt128> StatedNames(Attribution attribution) => attribution.Records
        .Select(static record => record.Record.Identity).OfType<ReportedIdentity>()
        .Select(identity => IdentityParts.Of(identity, _pseudonymizer).Name).OfType<UInt128>();

    private static IEnumerable<UInt128> NamesOf(PersonOnFile person) => person.Identities.Select(static identity => identity.Name).OfType<UInt128>();

    private async Task<ProtectedIdentifiers> ReadAsync(
        IReadOnlyDictionary<PersonId, ConsentHistory> histories, bool isAdding, CancellationToken cancellationToken)
    {
        ProtectedIdentifiers known = new(Key);
        List<PersonId> read = [];
        foreach ((PersonId person, ConsentHistory history) in histories)
        {
            if (history.HasNoSharing)
            {
                read.Add(person);
                foreach (string agency in history.NoSharingAgencies)
                {
                    known.AddAgency(person, agency);
                }
            }
        }

        await OpenAsync(read, isAdding ? [_index, known.Index] : [known.Index], cancellationToken);
        if (isAdding && read.Count > 0)
        {
            lock (_noting)
            {
                // The version is read without the lock, so it grows last.
                _lately.Enqueue((_version + 1, known));
                if (_lately.Count > MaxLately)
                {
                    _lately.Dequeue();
                }

                Volatile.Write(ref _version, _version + 1);
            }
        }

        return known;
    }

    private async Task OpenAsync(IReadOnlyCollection<PersonId> read, IdentifierIndex[] into, CancellationToken cancellationToken)
    {
        if (read.Count == 0)
        {
            return;
        }

        foreach (SealedIdentifier identifier in await _persons.ReadIdentifiersAsync(read, cancellationToken))
        {
            try
            {
                Open(identifier, into);
            }
            catch (Exception exception) when (exception is CryptographicException or System.Text.Json.JsonException)
            {
                throw new InvalidDataException($"A {identifier.Kind} of agency {identifier.AgencyId} in the storage cannot be opened. Restore a backup.", exception);
            }
        }
    }

    private void Open(SealedIdentifier identifier, IdentifierIndex[] into)
    {
        switch (identifier.Kind)
        {
            case SealedIdentifierKind.ClientId:
                string clientId = Encoding.UTF8.GetString(_keys.Open(identifier.AgencyId, RoiEntryBuilder.ClientIdContext, identifier.Value));
                Array.ForEach(into, index => index.AddAgencyId(identifier.Person, clientId, identifier.AgencyId));
                break;
            case SealedIdentifierKind.FormDetails:
                RoiDetails details = RoiDetails.Read(_keys.Open(identifier.AgencyId, RoiDetails.Context, identifier.Value));
                Array.ForEach(into, index => Add(index, identifier.Person, details));
                break;
            case SealedIdentifierKind.Learned:
                string learned = Encoding.UTF8.GetString(_keys.Open(identifier.AgencyId, SealedReference.Context, identifier.Value));
                Array.ForEach(into, index => AddLearned(index, identifier, learned));
                break;
        }
    }

    private static void AddLearned(IdentifierIndex index, SealedIdentifier identifier, string learned)
    {
        if (identifier.Scheme == IdentifierScheme.Agency)
        {
            index.AddAgencyId(identifier.Person, learned, identifier.AgencyId);
        }
        else
        {
            index.AddVendorId(identifier.Person, learned, identifier.VendorName ?? "");
        }
    }

    private static void Add(IdentifierIndex index, PersonId person, RoiDetails details)
    {
        if (details.VendorId is { } stated)
        {
            // Written without a vendor, it was the only one then; it may not be the only one now.
            int colon = stated.IndexOf(':', StringComparison.Ordinal);
            index.AddVendorId(person, stated[(colon + 1)..], colon < 0 ? "" : stated[..colon]);
        }

        StatedIdentifiers.AddTo(index, person, details.Identity);
    }
}
