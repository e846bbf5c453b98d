namespace HmisGateway.Management;

/// <summary>A client that is asked about.</summary>
/// <param name="ClientId">The agency's own client id.</param>
internal sealed record ClientQuestion(string? ClientId)
{
    /// <summary>Nothing of it.</summary>
    public override string ToString() => nameof(ClientQuestion);
}
