using System.Security.Cryptography;
using HmisGateway.Faults;

namespace HmisGateway.Keys;

/// <summary>
/// AES-256-GCM under one key, for several threads. Sealed values are: version byte, random 96-bit nonce, 128-bit tag, ciphertext.
/// </summary>
/// <remarks>
/// An <see cref="AesGcm"/> must not be used by two threads at once. A few are kept, each with its lock, so that threads on
/// different processors rarely meet; the key bytes need not be kept.
/// </remarks>
internal sealed class SealingCipher : IDisposable
{
    /// <summary>How much longer the sealed value is than the value, in bytes.</summary>
    public const int Overhead = 1 + NonceLength + TagLength;

    private const byte FormatVersion = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private static readonly int s_width = Math.Clamp(Environment.ProcessorCount, 1, 8);

    private readonly AesGcm[] _ciphers;

    /// <summary>Creates it; the caller clears the key.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="isShared">False when one thread uses it for one value only.</param>
    public SealingCipher(ReadOnlySpan<byte> key, bool isShared = true)
    {
        _ciphers = new AesGcm[isShared ? s_width : 1];
        for (int i = 0; i < _ciphers.Length; i++)
        {
            _ciphers[i] = new AesGcm(key, TagLength);
        }
    }

    /// <summary>Seals a value.</summary>
    /// <param name="plaintext">The value.</param>
    /// <param name="associatedData">What the value is bound to; opening needs the same.</param>
    /// <returns>The sealed value, <see cref="Overhead"/> bytes longer.</returns>
    public byte[] Seal(ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData)
    {
        FaultPoint.Pass(FaultOperation.KeySeal);
        byte[] sealedValue = new byte[Overhead + plaintext.Length];
        sealedValue[0] = FormatVersion;
        Span<byte> nonce = sealedValue.AsSpan(1, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        AesGcm cipher = Pick();
        lock (cipher)
        {
            cipher.Encrypt(nonce, plaintext, sealedValue.AsSpan(Overhead), sealedValue.AsSpan(1 + NonceLength, TagLength), associatedData);
        }

        return sealedValue;
    }

    /// <summary>Opens a sealed value into a buffer of its length without <see cref="Overhead"/>.</summary>
    /// <exception cref="CryptographicException">It was changed, or sealed under another key or for something else.</exception>
    public void Open(ReadOnlySpan<byte> sealedValue, ReadOnlySpan<byte> associatedData, Span<byte> destination)
    {
        FaultPoint.Pass(FaultOperation.KeyOpen);
        if (sealedValue.Length < Overhead || sealedValue[0] != FormatVersion)
        {
            throw new CryptographicException("The sealed value is cut off, or was sealed by a newer version of the gateway.");
        }

        AesGcm cipher = Pick();
        lock (cipher)
        {
            cipher.Decrypt(
                sealedValue.Slice(1, NonceLength), sealedValue[Overhead..], sealedValue.Slice(1 + NonceLength, TagLength), destination, associatedData);
        }
    }

    /// <summary>Opens a sealed value.</summary>
    /// <exception cref="CryptographicException">It was changed, or sealed under another key or for something else.</exception>
    public byte[] Open(ReadOnlySpan<byte> sealedValue, ReadOnlySpan<byte> associatedData)
    {
        byte[] plaintext = new byte[Math.Max(0, sealedValue.Length - Overhead)];
        Open(sealedValue, associatedData, plaintext);
        return plaintext;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (AesGcm cipher in _ciphers)
        {
            cipher.Dispose();
        }
    }

    private AesGcm Pick() => _ciphers.Length == 1 ? _ciphers[0] : _ciphers[Thread.GetCurrentProcessorId() % _ciphers.Length];
}
