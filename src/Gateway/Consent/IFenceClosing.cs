namespace HmisGateway.Consent;

/// <summary>A denial, lifted by disposing it, that knows the forwards admitted before it; they can be waited for after it is lifted too.</summary>
internal interface IFenceClosing : IDisposable
{
    /// <summary>Waits until every forward admitted before has ended; those that do not end in time are reset.</summary>
    /// <returns>How the fence closed.</returns>
    ValueTask<DrainResult> DrainAsync(CancellationToken cancellationToken);

    /// <summary>Denies until this process ends: whether the choice was committed is not known. Disposing lifts nothing any more.</summary>
    void Keep();
}
