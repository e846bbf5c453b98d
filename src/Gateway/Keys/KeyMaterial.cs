using System.Security.Cryptography;
using System.Text;

namespace HmisGateway.Keys;

/// <summary>One key with its bytes, in memory that the collector does not copy. Disposing it clears the bytes.</summary>
internal sealed class KeyMaterial : IDisposable
{
    /// <summary>Length of every key in bytes.</summary>
    public const int Length = 32;

    private readonly byte[] _bytes = GC.AllocateArray<byte>(Length, pinned: true);

    /// <summary>Takes a copy of <paramref name="bytes"/>; the caller clears the original.</summary>
    public KeyMaterial(string purpose, string id, ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Length);
        Purpose = purpose;
        Id = id;
        bytes.CopyTo(_bytes);
    }

    /// <summary>One of <see cref="KeyPurpose"/>.</summary>
    public string Purpose { get; }

    /// <summary>The key's id.</summary>
    public string Id { get; }

    /// <summary>The key.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The value by which a storage recognises this key.</summary>
    public KeyCheck Check() =>
        new(Id, Purpose, HKDF.Expand(HashAlgorithmName.SHA256, _bytes, KeyMaterial.Length, Encoding.UTF8.GetBytes($"hmis-gateway key check\0{Purpose}\0{Id}")));

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);
}
