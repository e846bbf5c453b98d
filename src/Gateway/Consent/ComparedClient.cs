namespace HmisGateway.Consent;

/// <summary>Whom the gateway takes a client of an export for, by the documents of one agency.</summary>
/// <param name="PersonalId">The client's id in HMIS.</param>
/// <param name="Match"><c>id</c>, <c>identity</c>, <c>review</c> or <c>none</c>.</param>
/// <param name="Choice"><c>full</c>, <c>limited</c>, <c>none</c>, <c>expired</c> or <c>missing</c>, of the agency's own form.</param>
/// <param name="SignedOn">Where the choice is <c>none</c>: the last day on which it may have been signed.</param>
/// <param name="ClientId">Where the choice is <c>none</c>: the agency's own id of the client.</param>
internal sealed record ComparedClient(string PersonalId, string Match, string Choice, DateOnly? SignedOn, string? ClientId)
{
    /// <summary>It was found by its id.</summary>
    public const string ById = "id";

    /// <summary>It was found by two of name, SSN and date of birth on a form.</summary>
    public const string ByIdentity = "identity";

    /// <summary>It may be somebody whom the gateway knows, or several; a person has to look.</summary>
    public const string Review = "review";

    /// <summary>The gateway knows nobody like that.</summary>
    public const string NoMatch = "none";

    /// <summary>The agency has no form on file.</summary>
    public const string Missing = "missing";

    /// <summary>The agency's form has ended.</summary>
    public const string Expired = "expired";

    /// <summary>The match only.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => Match;
}
