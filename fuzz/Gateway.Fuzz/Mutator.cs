using System.Text;

namespace HmisGateway.Fuzz;

/// <summary>Changes inputs. What it does follows from the seed (SplitMix64).</summary>
/// <param name="seed">The seed.</param>
/// <param name="words">What the target's inputs are made of.</param>
internal sealed class Mutator(ulong seed, IReadOnlyList<string> words)
{
    private const int MaxLength = 16 * 1024;
    private readonly byte[][] _words = [.. words.Select(Encoding.UTF8.GetBytes)];
    private ulong _state = seed;

    /// <summary>A number from 0 to below <paramref name="end"/>.</summary>
    internal int Below(int end)
    {
        _state += 0x9E3779B97F4A7C15;
        ulong mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed ^ (mixed >> 31)) % (ulong)end);
    }

    /// <summary>Makes a new input from one and another.</summary>
    internal byte[] Mutate(byte[] input, byte[] other)
    {
        List<byte> bytes = [.. input];
        for (int steps = 1 << Below(5); steps > 0; steps--)
        {
            Step(bytes, other);
        }

        return bytes.Count > MaxLength ? [.. bytes.Take(MaxLength)] : [.. bytes];
    }

    private void Step(List<byte> bytes, byte[] other)
    {
        int at = Below(bytes.Count + 1);
        bool isInside = at < bytes.Count;
        switch (Below(9))
        {
            case 0 when isInside:
                bytes[at] ^= (byte)(1 << Below(8));
                break;
            case 1 when isInside:
                bytes[at] = (byte)Below(256);
                break;
            case 2 when isInside:
                bytes.RemoveRange(at, Math.Min(1 + Below(8), bytes.Count - at));
                break;
            case 3:
                bytes.Insert(at, (byte)Below(256));
                break;
            case 4 when isInside:
                // A piece of it once more, somewhere.
                bytes.InsertRange(Below(bytes.Count + 1), bytes.GetRange(at, Math.Min(1 + Below(64), bytes.Count - at)));
                break;
            case 5 when other.Length > 0:
                int from = Below(other.Length);
                bytes.InsertRange(at, other[from..Math.Min(other.Length, from + 1 + Below(64))]);
                break;
            case 6 when isInside && Below(4) == 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                if (_words.Length > 0)
                {
                    bytes.InsertRange(at, _words[Below(_words.Length)]);
                }

                break;
        }
    }
}
