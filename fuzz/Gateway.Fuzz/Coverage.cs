using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace HmisGateway.Fuzz;

/// <summary>The map into which code that SharpFuzz has instrumented writes where it has been. Without instrumentation it stays empty.</summary>
internal sealed unsafe class Coverage
{
    private const int Size = 65536;
    private readonly byte* _now = (byte*)NativeMemory.AllocZeroed(Size);
    private readonly byte[] _seen = new byte[Size];

    /// <summary>Takes the place of the map that a fuzzer outside would give, before any instrumented code runs. It is never freed: instrumented code goes on writing to it.</summary>
    internal Coverage() => Trace.SharedMem = _now;

    /// <summary>How many branches have been taken.</summary>
    internal int Branches { get; private set; }

    /// <summary>Forgets what was ever taken.</summary>
    internal void Forget()
    {
        Branches = 0;
        Array.Clear(_seen);
    }

    /// <summary>Forgets where the code has been since the last call.</summary>
    internal void Start()
    {
        new Span<byte>(_now, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>True when a branch was taken that was never taken before, or far more often than ever before.</summary>
    internal bool IsNew()
    {
        bool isNew = false;
        ReadOnlySpan<byte> now = new(_now, Size);
        for (int at = now.IndexOfAnyExcept((byte)0); at >= 0;)
        {
            byte times = Bucket(now[at]);
            if ((_seen[at] & times) == 0)
            {
                Branches += _seen[at] == 0 ? 1 : 0;
                _seen[at] |= times;
                isNew = true;
            }

            int next = now[(at + 1)..].IndexOfAnyExcept((byte)0);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return isNew;
    }

    private static byte Bucket(byte count) => count switch { 0 => 0, 1 => 1, 2 => 2, 3 => 4, < 8 => 8, < 16 => 16, < 32 => 32, < 128 => 64, _ => 128 };
}
