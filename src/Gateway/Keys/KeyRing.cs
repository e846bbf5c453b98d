using System.Collections.Concurrent;
using System.Security.Cryptography;
using HmisGateway.Faults;
using HmisGateway.Ledger;

namespace HmisGateway.Keys;

/// <summary>
/// The keys in use. Agency keys are made when they are first needed, and are durable before anything is sealed under them.
/// </summary>
internal sealed class KeyRing : IKeyRing, IDisposable
{
    private const int MaxOnStack = 512;
    private const string WrapPurpose = "agency-key";
    private const string SealPurpose = "agency";

    private readonly KeyedHash _pseudonyms;
    private readonly KeyedHash _secrets;
    private readonly KeyFolder _folder;
    private readonly IAgencyKeyStore _store;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, SealingCipher> _agencies = new(StringComparer.Ordinal);
    private readonly Lock _creating = new();
    private volatile KeySet _keys;

    /// <summary>Unwraps the agency keys; called by <see cref="KeyRingOpener"/> with keys that fit the store.</summary>
    /// <exception cref="CryptographicException">A wrapped key cannot be opened.</exception>
    public KeyRing(KeySet keys, KeyFolder folder, IAgencyKeyStore store, IReadOnlyList<WrappedAgencyKey> wrapped, TimeProvider time)
    {
        _keys = keys;
        _pseudonyms = new KeyedHash(keys.Pseudonym.Bytes);
        _secrets = new KeyedHash(keys.Pepper.Bytes);
        _folder = folder;
        _store = store;
        _time = time;
        foreach (WrappedAgencyKey key in wrapped)
        {
            _agencies[key.AgencyId] = Unwrap(key);
        }
    }

    /// <inheritdoc/>
    public void Pseudonymize(ReadOnlySpan<byte> message, Span<byte> destination)
    {
        FaultPoint.Pass(FaultOperation.KeyDigest);
        _pseudonyms.Compute(message, destination);
    }

    /// <inheritdoc/>
    public void HashAgencySecret(ReadOnlySpan<byte> secret, Span<byte> destination)
    {
        FaultPoint.Pass(FaultOperation.KeyDigest);
        _secrets.Compute(secret, destination);
    }

    /// <inheritdoc/>
    public byte[] Seal(string agencyId, string context, ReadOnlySpan<byte> plaintext)
    {
        int length = AssociatedData.LengthOf(SealPurpose, agencyId, context);
        AssociatedData bound = new(length <= MaxOnStack ? stackalloc byte[length] : new byte[length]);
        bound.Add(SealPurpose);
        bound.Add(agencyId);
        bound.Add(context);
        return CipherOf(agencyId).Seal(plaintext, bound.Bytes);
    }

    /// <inheritdoc/>
    public byte[] Open(string agencyId, string context, ReadOnlySpan<byte> sealedValue)
    {
        if (!_agencies.TryGetValue(agencyId, out SealingCipher? cipher) && (cipher = FindKey(agencyId)) is null)
        {
            throw new CryptographicException("The agency has no key, so nothing can have been sealed for it.");
        }

        int length = AssociatedData.LengthOf(SealPurpose, agencyId, context);
        AssociatedData bound = new(length <= MaxOnStack ? stackalloc byte[length] : new byte[length]);
        bound.Add(SealPurpose);
        bound.Add(agencyId);
        bound.Add(context);
        return cipher.Open(sealedValue, bound.Bytes);
    }

    /// <summary>
    /// Makes another key-encryption key and wraps every agency key with it. Nothing that was sealed changes, and no pseudonym does.
    /// </summary>
    /// <remarks>
    /// The new file is durable first, then every wrap in one commit, then the file is named as the current one. Wherever this is cut
    /// off, every wrapped key names a file that is there; the next rotation simply makes another.
    /// </remarks>
    /// <param name="evidence">Makes the ledger's event.</param>
    /// <exception cref="IOException">The key folder cannot be written, e.g. a read-only mount.</exception>
    /// <exception cref="UnauthorizedAccessException">This account may not write the key folder.</exception>
    public KeyRotation Rotate(Func<KeyRotation, LedgerEvent> evidence)
    {
        // Under the lock of key creation: an agency that gets its key meanwhile would have it wrapped with the old one.
        lock (_creating)
        {
            KeySet before = _keys;
            string from = before.KeyEncryption[0].Id;

            // :: Step 1: the new file
#pragma warning disable CA2000 // The key set owns it.
            KeyMaterial fresh = _folder.AddKeyEncryptionKey(_time.GetUtcNow());
#pragma warning restore CA2000

            // :: Step 2: every wrap, in one commit
            int agencies = _store.RewrapAsync(
                fresh.Check(),
                wrapped => Rewrap(wrapped, fresh),
                count => evidence(new KeyRotation(from, fresh.Id, count)),
                CancellationToken.None).AsTask().GetAwaiter().GetResult();
            _keys = before with { KeyEncryption = [.. before.KeyEncryption, fresh] };

            // :: Step 3: the new one is the current one
            _folder.MakeCurrent(fresh.Id);
            _keys = before with { KeyEncryption = [fresh, .. before.KeyEncryption] };
            return new KeyRotation(from, fresh.Id, agencies);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SealingCipher cipher in _agencies.Values)
        {
            cipher.Dispose();
        }

        _pseudonyms.Dispose();
        _secrets.Dispose();
        _keys.Dispose();
    }

    private SealingCipher CipherOf(string agencyId) =>
        _agencies.TryGetValue(agencyId, out SealingCipher? cipher) ? cipher : CreateKey(agencyId);

    private SealingCipher CreateKey(string agencyId)
    {
        // Once in an agency's life; the wait for the commit is what makes the key durable before its first use.
        lock (_creating)
        {
            if (_agencies.TryGetValue(agencyId, out SealingCipher? known))
            {
                return known;
            }

            WrappedAgencyKey kept = _store.AddKeyAsync(WrapNew(agencyId), CancellationToken.None).AsTask().GetAwaiter().GetResult();
            return _agencies[agencyId] = Unwrap(kept);
        }
    }

    /// <summary>The key that another replica made after this one had started; null when there is none.</summary>
    private SealingCipher? FindKey(string agencyId)
    {
        lock (_creating)
        {
            if (_agencies.TryGetValue(agencyId, out SealingCipher? known))
            {
                return known;
            }

            KeyStoreContent content = _store.ReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
            return content.Keys.FirstOrDefault(key => key.AgencyId == agencyId) is { } kept ? _agencies[agencyId] = Unwrap(kept) : null;
        }
    }

    private WrappedAgencyKey WrapNew(string agencyId)
    {
        Span<byte> key = stackalloc byte[KeyMaterial.Length];
        RandomNumberGenerator.Fill(key);
        WrappedAgencyKey wrapped = Wrap(agencyId, _keys.KeyEncryption[0], key, _time.GetUtcNow());
        CryptographicOperations.ZeroMemory(key);
        return wrapped;
    }

    private WrappedAgencyKey Rewrap(WrappedAgencyKey wrapped, KeyMaterial kek)
    {
        Span<byte> key = stackalloc byte[KeyMaterial.Length];
        OpenWrapped(wrapped, key);
        WrappedAgencyKey renewed = Wrap(wrapped.AgencyId, kek, key, wrapped.CreatedAt);
        CryptographicOperations.ZeroMemory(key);
        return renewed;
    }

    private SealingCipher Unwrap(WrappedAgencyKey wrapped)
    {
        Span<byte> key = stackalloc byte[KeyMaterial.Length];
        OpenWrapped(wrapped, key);
        SealingCipher unwrapped = new(key);
        CryptographicOperations.ZeroMemory(key);
        return unwrapped;
    }

    private void OpenWrapped(WrappedAgencyKey wrapped, Span<byte> key)
    {
        KeyMaterial kek = _keys.KeyEncryption.FirstOrDefault(key => key.Id == wrapped.KekId)
            ?? throw new CryptographicException($"The key-encryption key {wrapped.KekId} is not in the key folder.");
        if (wrapped.Wrapped.Length != KeyMaterial.Length + SealingCipher.Overhead)
        {
            throw new CryptographicException("A wrapped agency key does not have the right length.");
        }

        using SealingCipher cipher = new(kek.Bytes, isShared: false);
        cipher.Open(wrapped.Wrapped, WrapBinding(wrapped.AgencyId, wrapped.KekId), key);
    }

    private static WrappedAgencyKey Wrap(string agencyId, KeyMaterial kek, ReadOnlySpan<byte> key, DateTimeOffset createdAt)
    {
        using SealingCipher cipher = new(kek.Bytes, isShared: false);
        return new WrappedAgencyKey(agencyId, kek.Id, cipher.Seal(key, WrapBinding(agencyId, kek.Id)), createdAt);
    }

    private static byte[] WrapBinding(string agencyId, string kekId)
    {
        AssociatedData bound = new(new byte[AssociatedData.LengthOf(WrapPurpose, agencyId, kekId)]);
        bound.Add(WrapPurpose);
        bound.Add(agencyId);
        bound.Add(kekId);
        return bound.Bytes.ToArray();
    }
}
