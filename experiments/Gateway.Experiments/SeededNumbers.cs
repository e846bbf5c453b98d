namespace HmisGateway.Experiments;

/// <summary>SplitMix64: the same numbers for the same seed on every runtime. Not for several threads.</summary>
internal sealed class SeededNumbers(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Numbers of their own for one part of a run, such as a round.</summary>
    public static SeededNumbers Of(ulong seed, int part) => new(Mix(seed + ((ulong)part * 0xD1B54A32D192ED03)));

    /// <summary>A number from 0 to <paramref name="limit"/> - 1.</summary>
    public int Next(int limit)
    {
        _state += 0x9E3779B97F4A7C15;
        return (int)(Mix(_state) % (ulong)limit);
    }

    private static ulong Mix(ulong state)
    {
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
