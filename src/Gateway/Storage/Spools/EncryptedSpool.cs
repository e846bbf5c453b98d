using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using HmisGateway.Faults;
using Microsoft.Win32.SafeHandles;

namespace HmisGateway.Storage.Spools;

/// <summary>
/// Bytes of a large upload on disk, encrypted under a key that only this object has. Written once from front to back, then read from any place. The
/// file has no name while it is in use, so that nothing of it outlives the process.
/// </summary>
internal sealed class EncryptedSpool : IDisposable
{
    /// <summary>How many bytes are encrypted together.</summary>
    public const int ChunkLength = 64 * 1024;

    /// <summary>How many bytes a full chunk has on disk.</summary>
    public const int StoredLength = ChunkLength + TagLength;

    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly SafeFileHandle _file;
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly AesGcm _writing;
    private readonly byte[] _stored = new byte[StoredLength];
    private byte[] _plain = ArrayPool<byte>.Shared.Rent(ChunkLength);
    private int _filled;
    private bool _isComplete;

    /// <summary>Creates an empty spool.</summary>
    /// <param name="path">Where its file is made.</param>
    /// <exception cref="SpoolException">The disk takes nothing.</exception>
    public EncryptedSpool(string path)
    {
        _file = Attempt(() =>
        {
            FaultPoint.Pass(FaultOperation.FileWrite);
            SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
            if (!OperatingSystem.IsWindows())
            {
                File.Delete(path);
            }

            return file;
        });
        _writing = new AesGcm(_key, TagLength);
    }

    /// <summary>How many bytes it has.</summary>
    public long Length { get; private set; }

    /// <summary>Appends bytes.</summary>
    /// <exception cref="SpoolException">The disk takes nothing.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(_isComplete, this);
        while (!bytes.IsEmpty)
        {
            int taken = Math.Min(bytes.Length, ChunkLength - _filled);
            bytes[..taken].CopyTo(_plain.AsSpan(_filled));
            bytes = bytes[taken..];
            _filled += taken;
            Length += taken;
            if (_filled == ChunkLength)
            {
                Flush();
            }
        }
    }

    /// <summary>A stream that appends.</summary>
    public Stream OpenWrite() => new SpoolWriter(this);

    /// <summary>Ends the writing.</summary>
    public void Complete()
    {
        if (!_isComplete)
        {
            Flush();
            _isComplete = true;
            Array.Clear(_plain);
            ArrayPool<byte>.Shared.Return(_plain);
            _plain = [];
        }
    }

    /// <summary>A stream over all bytes; several may be read at the same time, each by one thread. Call <see cref="Complete"/> before.</summary>
    public Stream OpenRead() => _isComplete ? new SpoolReader(this) : throw new InvalidOperationException("The spool is still being written.");

    /// <summary>A cipher for one reader.</summary>
    public AesGcm CreateCipher() => new(_key, TagLength);

    /// <summary>Reads one chunk.</summary>
    /// <param name="number">Which chunk, from 0.</param>
    /// <param name="cipher">The reader's cipher.</param>
    /// <param name="stored">The reader's buffer for what is stored.</param>
    /// <param name="plain">Takes the bytes.</param>
    /// <returns>How many bytes it has.</returns>
    /// <exception cref="SpoolException">The disk fails, or has other bytes than were written.</exception>
    public int ReadChunk(long number, AesGcm cipher, Span<byte> stored, Span<byte> plain)
    {
        int length = (int)Math.Min(ChunkLength, Length - (number * ChunkLength));
        Span<byte> wanted = stored[..(length + TagLength)];
        Span<byte> nonce = stackalloc byte[NonceLength];
        BinaryPrimitives.WriteInt64LittleEndian(nonce, number);
        try
        {
            FaultPoint.Pass(FaultOperation.FileRead);
            for (int read = 0; read < wanted.Length;)
            {
                int more = RandomAccess.Read(_file, wanted[read..], (number * StoredLength) + read);
                read += more > 0 ? more : throw new EndOfStreamException();
            }

            cipher.Decrypt(nonce, wanted[..length], wanted[length..], plain[..length]);
        }
        catch (Exception exception) when (exception is IOException or CryptographicException)
        {
            throw new SpoolException("The spool of an upload cannot be read.", exception);
        }

        return length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Complete();
        _writing.Dispose();
        _file.Dispose();
        CryptographicOperations.ZeroMemory(_key);
    }

    private static TResult Attempt<TResult>(Func<TResult> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SpoolException("The spool of an upload cannot be written.", exception);
        }
    }

    private void Flush()
    {
        if (_filled == 0)
        {
            return;
        }

        long number = (Length - 1) / ChunkLength;
        Span<byte> nonce = stackalloc byte[NonceLength];
        BinaryPrimitives.WriteInt64LittleEndian(nonce, number);
        _writing.Encrypt(nonce, _plain.AsSpan(0, _filled), _stored.AsSpan(0, _filled), _stored.AsSpan(_filled, TagLength));
        int length = _filled + TagLength;
        Attempt(() =>
        {
            FaultPoint.Pass(FaultOperation.FileWrite);
            RandomAccess.Write(_file, _stored.AsSpan(0, length), number * StoredLength);
            return true;
        });
        _filled = 0;
    }
}
