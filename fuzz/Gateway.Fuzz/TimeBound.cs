using System.Diagnostics;

namespace HmisGateway.Fuzz;

/// <summary>The time that an input may take: generous, because machines are slow and shared; work that grows with the square of the input is over it all the same.</summary>
internal static class TimeBound
{
    private const int Tries = 3;
    private static readonly TimeSpan s_floor = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_perKiB = TimeSpan.FromMilliseconds(50);

    /// <summary>Reads an input; again, when it took too long, because the machine may have been busy.</summary>
    /// <param name="target">The reader.</param>
    /// <param name="input">The input.</param>
    /// <exception cref="FuzzFindingException">A promise is broken, or it took too long every time.</exception>
    internal static void Read(FuzzTarget target, byte[] input)
    {
        TimeSpan most = s_floor + (s_perKiB * (input.Length / 1024.0));
        TimeSpan took = TimeSpan.Zero;
        for (int i = 0; i < Tries; i++)
        {
            long start = Stopwatch.GetTimestamp();
            target.Read(input);
            took = Stopwatch.GetElapsedTime(start);
            if (took <= most)
            {
                return;
            }
        }

        throw new FuzzFindingException($"{input.Length} bytes took {took.TotalMilliseconds:F0} ms; at most {most.TotalMilliseconds:F0} ms are allowed.");
    }
}
