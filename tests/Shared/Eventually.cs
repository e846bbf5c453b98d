using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace HmisGateway.Testing;

/// <summary>Waits, for what another thread does.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);

    /// <summary>Looks until it holds.</summary>
    /// <param name="condition">What shall hold.</param>
    /// <param name="what">Its text, for the message.</param>
    /// <exception cref="TimeoutException">It did not hold within a minute.</exception>
    public static async Task HoldsAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string? what = null)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            if (Stopwatch.GetElapsedTime(start) > s_limit)
            {
                throw new TimeoutException($"Within {s_limit.TotalSeconds} s it did not hold: {what}");
            }

            await Task.Yield();
        }
    }

    /// <summary>Looks until it holds.</summary>
    /// <param name="condition">What shall hold.</param>
    /// <param name="what">Its text, for the message.</param>
    /// <exception cref="TimeoutException">It did not hold within a minute.</exception>
    public static Task HoldsAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? what = null) =>
        HoldsAsync(() => Task.FromResult(condition()), what);
}
