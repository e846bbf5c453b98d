namespace HmisGateway.Consent;

/// <summary>A denial that is set and waits for the forwards admitted before it.</summary>
internal interface IFenceClosing : IDisposable
{
    /// <summary>Waits until every forward admitted before has ended; those that do not end in time are reset.</summary>
    /// <returns>How the fence closed.</returns>
    ValueTask<DrainResult> DrainAsync(CancellationToken cancellationToken);
}
