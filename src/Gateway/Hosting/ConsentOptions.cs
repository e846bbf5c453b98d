using HmisGateway.Policy.Decisions;

namespace HmisGateway.Hosting;

/// <summary>Section <c>Consent</c>.</summary>
internal sealed class ConsentOptions
{
    /// <summary>What happens with a new record of a Limited Sharing client that is not locked, where the profile knows the lock.</summary>
    /// <value>The default is <see cref="LimitedLock.Warn"/>.</value>
    public LimitedLock LimitedLock { get; set; } = LimitedLock.Warn;
}
