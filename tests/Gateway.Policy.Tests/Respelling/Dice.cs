namespace HmisGateway.Policy.Tests.Respelling;

/// <summary>Choices that follow from a seed (SplitMix64), so that a request that failed can be made again.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number from 0 to below <paramref name="end"/>.</summary>
    internal int Below(int end)
    {
        _state += 0x9E3779B97F4A7C15;
        ulong mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed ^ (mixed >> 31)) % (ulong)end);
    }

    /// <summary>True once in so many times.</summary>
    internal bool OneIn(int times) => Below(times) == 0;

    internal T Of<T>(params ReadOnlySpan<T> all) => all[Below(all.Length)];

    internal T[] Shuffle<T>(IEnumerable<T> all)
    {
        T[] shuffled = [.. all];
        for (int i = shuffled.Length - 1; i > 0; i--)
        {
            int other = Below(i + 1);
            (shuffled[i], shuffled[other]) = (shuffled[other], shuffled[i]);
        }

        return shuffled;
    }

    /// <summary>A text with some of its letters in the other case.</summary>
    internal string Case(string text) => OneIn(3)
        ? string.Concat(text.Select(letter => OneIn(2) ? char.ToUpperInvariant(letter) : char.ToLowerInvariant(letter)))
        : text;

    /// <summary>White space that means nothing in JSON and between elements of XML.</summary>
    internal string Blank() => Below(6) switch { 0 => " ", 1 => "\n", 2 => "\t\r\n ", _ => "" };
}
