namespace HmisGateway.Agencies;

/// <summary>A sending organisation.</summary>
/// <param name="Id">Its id: 1 to 64 of <c>a-z 0-9 -</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">What kind of organisation it is.</param>
/// <param name="IsDisabled">True when nothing of it is accepted any more.</param>
/// <param name="CreatedAt">When it was added.</param>
internal sealed record Agency(string Id, string Name, AgencyType Type, bool IsDisabled, DateTimeOffset CreatedAt)
{
    /// <summary>How its system is told on the vendor's paths that something was not forwarded.</summary>
    public RefusalShape Refusal { get; init; } = RefusalShape.Problem;
}
