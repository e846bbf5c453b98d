using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace HmisGateway.Keys;

/// <summary>
/// The keys in use. Agency keys are made when they are first needed, and are durable before anything is sealed under them.
/// </summary>
internal sealed class KeyRing : IKeyRing, IDisposable
{
    private const int MaxOnStack = 512;
    private const string WrapPurpose = "agency-key";
    private const string SealPurpose = "agency";

    private readonly KeySet _keys;
    private readonly KeyedHash _pseudonyms;
    private readonly KeyedHash _secrets;
    private readonly IAgencyKeyStore _store;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, SealingCipher> _agencies = new(StringComparer.Ordinal);
    private readonly Lock _creating = new();

    /// <summary>Unwraps the agency keys; called by <see cref="KeyRingOpener"/> with keys that fit the store.</summary>
    /// <exception cref="CryptographicException">A wrapped key cannot be opened.</exception>
    public KeyRing(KeySet keys, IAgencyKeyStore store, IReadOnlyList<WrappedAgencyKey> wrapped, TimeProvider time)
    {
        _keys = keys;
        _pseudonyms = new KeyedHash(keys.Pseudonym.Bytes);
        _secrets = new KeyedHash(keys.Pepper.Bytes);
        _store = store;
        _time = time;
        foreach (WrappedAgencyKey key in wrapped)
        {
            _agencies[key.AgencyId] = Unwrap(key);
        }
    }

    /// <inheritdoc/>
    public void Pseudonymize(ReadOnlySpan<byte> message, Span<byte> destination) =>
        _pseudonyms.Compute(message, destination);

    /// <inheritdoc/>
    public void HashAgencySecret(ReadOnlySpan<byte> secret, Span<byte> destination) =>
        _secrets.Compute(secret, destination);

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
        if (!_agencies.TryGetValue(agencyId, out SealingCipher? cipher))
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

    private WrappedAgencyKey WrapNew(string agencyId)
    {
        KeyMaterial kek = _keys.KeyEncryption[0];
        Span<byte> key = stackalloc byte[KeyMaterial.Length];
        RandomNumberGenerator.Fill(key);
        using SealingCipher cipher = new(kek.Bytes, isShared: false);
        byte[] wrapped = cipher.Seal(key, WrapBinding(agencyId, kek.Id));
        CryptographicOperations.ZeroMemory(key);
        return new WrappedAgencyKey(agencyId, kek.Id, wrapped, _time.GetUtcNow());
    }

    private SealingCipher Unwrap(WrappedAgencyKey wrapped)
    {
        KeyMaterial kek = _keys.KeyEncryption.FirstOrDefault(key => key.Id == wrapped.KekId)
            ?? throw new CryptographicException($"The key-encryption key {wrapped.KekId} is not in the key folder.");
        Span<byte> key = stackalloc byte[KeyMaterial.Length];
        using SealingCipher cipher = new(kek.Bytes, isShared: false);
        if (wrapped.Wrapped.Length != KeyMaterial.Length + SealingCipher.Overhead)
        {
            throw new CryptographicException("A wrapped agency key does not have the right length.");
        }

        cipher.Open(wrapped.Wrapped, WrapBinding(wrapped.AgencyId, wrapped.KekId), key);
        SealingCipher unwrapped = new(key);
        CryptographicOperations.ZeroMemory(key);
        return unwrapped;
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
