using System.Runtime.CompilerServices;

namespace HmisGateway.Faults;

/// <summary>
/// The seam at which tests number every database, file, socket and key operation and let the i-th one fail. Nothing in the program
/// or its configuration can switch it on; without a test it costs one read of a field.
/// </summary>
internal static class FaultPoint
{
    private static volatile Action<FaultOperation>? s_observer;

    /// <summary>True while a test observes.</summary>
    public static bool IsObserved => s_observer is not null;

    /// <summary>Stands in front of an operation; a test may throw from here what the operation itself would throw.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pass(FaultOperation operation)
    {
        if (s_observer is { } observer)
        {
            observer(operation);
        }
    }

    /// <summary>Has <paramref name="observer"/> called at every point, on the thread that passes it, until null is given.</summary>
    public static void Observe(Action<FaultOperation>? observer) => s_observer = observer;
}
