using System.Diagnostics;
using System.Runtime.InteropServices;

namespace HmisGateway.Consent.Permits;

/// <summary>Reads <c>CLOCK_BOOTTIME</c>: it is never set, and goes on while the machine sleeps or the process is stopped.</summary>
internal sealed class BootClock : IBootClock
{
    private const int BootTime = 7;

    /// <inheritdoc/>
    public TimeSpan Now => ClockGetTime(BootTime, out TimeSpec time) == 0
        ? new TimeSpan((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / TimeSpan.NanosecondsPerTick))
        : throw new UnreachableException("CLOCK_BOOTTIME cannot be read.");

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpec
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
