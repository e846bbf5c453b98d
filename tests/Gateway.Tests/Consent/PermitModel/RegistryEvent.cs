namespace HmisGateway.Tests.Consent.PermitModel;

/// <summary>One commit to the registry.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Person">To whom.</param>
/// <param name="Other">The other person of a link or a separation, or the number of the learned identifier.</param>
internal readonly record struct RegistryEvent(RegistryEventKind Kind, int Person, int Other)
{
    /// <summary>True when both are about the same two persons.</summary>
    public bool IsOfSamePair(RegistryEvent other) =>
        (Person == other.Person && Other == other.Other) || (Person == other.Other && Other == other.Person);

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        RegistryEventKind.Full => $"client {Person} shares",
        RegistryEventKind.None => $"client {Person} does not share",
        RegistryEventKind.Link => $"clients {Person} and {Other} are one",
        RegistryEventKind.Separate => $"clients {Person} and {Other} are two",
        _ => $"identifier {Other} is client {Person}'s",
    };
}
