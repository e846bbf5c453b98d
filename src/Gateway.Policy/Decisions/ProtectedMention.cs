using HmisGateway.Policy.Consent;
using HmisGateway.Policy.Payloads;

namespace HmisGateway.Policy.Decisions;

/// <summary>A person with a No Sharing on file whom a request mentions.</summary>
/// <param name="History">All forms of all agencies; whether the No Sharing still stands is looked up here, not in the identifiers.</param>
/// <param name="Kind">By what the request mentions them.</param>
public sealed record ProtectedMention(ConsentHistory History, MentionKind Kind);
