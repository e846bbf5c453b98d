using HmisGateway.Keys;
using HmisGateway.Ledger;

namespace HmisGateway.Agencies;

/// <summary>
/// The agencies: who may call, and how they prove it. Answers from memory, which is read again after each change, of another replica too. Until <see cref="LoadAsync"/> has run nobody is authenticated.
/// </summary>
internal sealed class AgencyDirectory(IAgencyStore store, IKeyRing keys, TimeProvider time) : IDisposable
{
    /// <summary>The longest name of an agency.</summary>
    public const int MaxNameLength = 200;

    private readonly SemaphoreSlim _changes = new(1, 1);
    private volatile AgencyIndex _index = AgencyIndex.Empty;

    /// <summary>Reads all agencies; call once at start.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        (IReadOnlyList<Agency> agencies, IReadOnlyList<AgencyKeyRecord> live) = await store.ReadAllAsync(cancellationToken);
        _index = new AgencyIndex(agencies, live, new AgencyProofIndex(await store.ReadProofsAsync(cancellationToken)));
    }

    /// <summary>Reads all agencies again, after a change of another replica.</summary>
    public async Task LoadAgainAsync()
    {
        await _changes.WaitAsync();
        try
        {
            await LoadAsync(CancellationToken.None);
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>The agency that a presented gateway key proves, or null for anything else (unknown, disabled, ended, malformed).</summary>
    public Agency? Authenticate(string presentedKey)
    {
        Span<byte> hash = stackalloc byte[AgencyKey.HashLength];
        return AgencyKey.TryHash(presentedKey, keys, hash, out ReadOnlySpan<char> agencyId) ? _index.Find(agencyId, hash) : null;
    }

    /// <summary>The certificates and vendor credentials that are registered now.</summary>
    public AgencyProofIndex Proofs => _index.Proofs;

    /// <summary>The agency of a client certificate, disabled or not; null when it is registered for none.</summary>
    /// <param name="thumbprint">Its SHA-256 thumbprint.</param>
    public Agency? FindByCertificate(ReadOnlySpan<byte> thumbprint)
    {
        AgencyIndex index = _index;
        return index.Proofs.Find(AgencyProofKind.Certificate, thumbprint) is { } agencyId ? index.Find(agencyId) : null;
    }

    /// <summary>The agency of a vendor credential, disabled or not; null when it is registered for none.</summary>
    /// <param name="header">The header's name in lower case.</param>
    /// <param name="value">Its value as it stands in the request.</param>
    public Agency? FindByCredential(string header, string value)
    {
        AgencyIndex index = _index;
        Span<byte> hash = stackalloc byte[VendorCredentialHash.Length];
        return VendorCredentialHash.TryHash(header, value, keys, hash) && index.Proofs.Find(AgencyProofKind.VendorCredential, hash) is { } agencyId
            ? index.Find(agencyId)
            : null;
    }

    /// <summary>The agency with this id, disabled or not; null when there is none.</summary>
    public Agency? Find(string agencyId) => _index.Find(agencyId);

    /// <summary>All agencies, by id.</summary>
    public ValueTask<IReadOnlyList<AgencyListing>> ListAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<IReadOnlyList<AgencyListing>>([.. _index.Agencies]);
    }

    /// <summary>Adds an agency with its first key.</summary>
    /// <param name="id">1 to 64 characters, words of <c>a-z 0-9</c> joined by single hyphens.</param>
    /// <param name="name">1 to 200 characters.</param>
    /// <param name="type">What kind of organisation it is.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public Task<AgencyAddition> AddAsync(string id, string name, AgencyType type, CancellationToken cancellationToken) =>
        AddAsync(id, name, type, RefusalShape.Problem, cancellationToken);

    /// <inheritdoc cref="AddAsync(string, string, AgencyType, CancellationToken)"/>
    public async Task<AgencyAddition> AddAsync(
        string id, string name, AgencyType type, RefusalShape refusal, CancellationToken cancellationToken)
    {
        if (!AgencyId.IsValid(id))
        {
            return new AgencyAddition.Invalid("id: 1 to 64 characters, words of a-z and 0-9 joined by single hyphens, e.g. north-side-shelter.");
        }

        if (string.IsNullOrWhiteSpace(name) || name.Length > MaxNameLength || name.Any(char.IsControl))
        {
            return new AgencyAddition.Invalid("name: 1 to 200 characters, no control characters.");
        }

        if (!Enum.IsDefined(type))
        {
            return new AgencyAddition.Invalid("type: standard or victim-service.");
        }

        await _changes.WaitAsync(cancellationToken);
        try
        {
            DateTimeOffset now = time.GetUtcNow();
            Agency agency = new(id, name.Trim(), type, IsDisabled: false, now) { Refusal = refusal };
            (string text, byte[] hash) = AgencyKey.Create(id, keys);
            if (!await store.AddAsync(agency, new AgencyKeyRecord(id, hash, now), Evidence("added", id), cancellationToken))
            {
                return new AgencyAddition.Taken();
            }

            await LoadAsync(CancellationToken.None);
            return new AgencyAddition.Added(agency, text);
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>Issues another key; the two latest are live.</summary>
    public async Task<AgencyKeyRotation> RotateKeyAsync(string agencyId, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken);
        try
        {
            if (_index.Find(agencyId) is not { } agency)
            {
                return new AgencyKeyRotation.NotFound();
            }

            if (agency.IsDisabled)
            {
                return new AgencyKeyRotation.Disabled();
            }

            (string text, byte[] hash) = AgencyKey.Create(agencyId, keys);
            if (!await store.AddKeyAsync(new AgencyKeyRecord(agencyId, hash, time.GetUtcNow()), Evidence("key-rotated", agencyId), cancellationToken))
            {
                return new AgencyKeyRotation.NotFound();
            }

            await LoadAsync(CancellationToken.None);
            return new AgencyKeyRotation.Rotated(text);
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>
    /// Disables an agency: it authenticates no more from the moment of the call. <see cref="FencedAgencies"/> waits for the forwards in flight too.
    /// </summary>
    /// <returns>False when there is no such agency.</returns>
    public async Task<bool> DisableAsync(string agencyId, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken);
        try
        {
            if (_index.Find(agencyId) is null)
            {
                return false;
            }

            // Before the commit: should it fail half-way, the agency stays shut out until a load has read what is true.
            _index = _index.WithDisabled(agencyId);
            bool isDisabled = await store.DisableAsync(agencyId, Evidence("disabled", agencyId), CancellationToken.None);
            await LoadAsync(CancellationToken.None);
            return isDisabled;
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>Changes the store, one change at a time, and answers from what is stored then.</summary>
    /// <param name="change">The change.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    public async Task<T> ChangeAsync<T>(Func<Task<T>> change, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken);
        try
        {
            return await change();
        }
        finally
        {
            // After a failure too: whether it was committed is only known from the store.
            try
            {
                await LoadAsync(CancellationToken.None);
            }
            finally
            {
                _changes.Release();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _changes.Dispose();

    private static LedgerEvent Evidence(string action, string agencyId) =>
        new(LedgerEventKind.Agency, [KeyValuePair.Create("action", action), KeyValuePair.Create("agency", agencyId)]);
}
