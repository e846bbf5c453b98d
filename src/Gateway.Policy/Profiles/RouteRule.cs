using System.Collections.Frozen;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Policy.Profiles;

/// <summary>One rule of a profile.</summary>
public sealed record RouteRule
{
    /// <summary>Its name, unique in the profile.</summary>
    public required string Name { get; init; }

    /// <summary>What it covers, in words; empty when the profile does not say.</summary>
    public string Description { get; init; } = "";

    /// <summary>The method, an exact upper-case token.</summary>
    public string Method { get; init; } = "";

    /// <summary>The paths it covers; all have the same parameters in the same order.</summary>
    public IReadOnlyList<PathTemplate> Templates { get; init; } = [];

    /// <summary>What body it takes.</summary>
    public BodyFormat Body { get; init; }

    /// <summary>The same rule for other content types; empty when it takes one format only.</summary>
    public IReadOnlyList<RouteRule> Alternatives { get; init; } = [];

    /// <summary>What the parts of a multipart body hold that are not plain fields, by folded name.</summary>
    public IReadOnlyDictionary<string, PartContent> Parts { get; init; } = FrozenDictionary<string, PartContent>.Empty;

    /// <summary>What the root of the body must be.</summary>
    public RootType Root { get; init; }

    /// <summary>What it does.</summary>
    public Operation Operation { get; init; }

    /// <summary>What kind of record it writes.</summary>
    public RecordKind Kind { get; init; } = RecordKind.Other;

    /// <summary>Where references stand.</summary>
    public IReadOnlyList<ReferenceSelector> Selectors { get; init; } = [];

    /// <summary>Where the vendor's answer states ids that the write defined.</summary>
    public IReadOnlyList<ReferenceSelector> Learns { get; init; } = [];

    /// <summary>Request headers that are forwarded beyond the standard ones.</summary>
    public IReadOnlyList<string> ForwardHeaders { get; init; } = [];

    /// <summary>The only members, each a string, that the body of a read may have; empty allows none. Of no meaning for other operations.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>What is forwarded of a payload with records of several clients when some of them may not be.</summary>
    /// <value>The default is nothing.</value>
    public BatchMode Batch { get; init; }

    /// <summary>What a HUD <c>PersonalID</c> is: the agency's own client id, or the client's id in HMIS.</summary>
    /// <value>The default is the agency's own.</value>
    public IdentifierScheme IdSpace { get; init; } = IdentifierScheme.Agency;

    /// <summary>The list of which each element is a record, as a JSON pointer; null when the whole payload is one record.</summary>
    public string? Items { get; init; }

    /// <summary>The rules of the fields that a GraphQL mutation may ask of the root, by field name. A mutation without a rule is not covered.</summary>
    public IReadOnlyDictionary<string, RouteRule> Mutations { get; init; } = FrozenDictionary<string, RouteRule>.Empty;

    /// <summary>The rules of the fields of a GraphQL query that are more than reads, by field name.</summary>
    public IReadOnlyDictionary<string, RouteRule> Queries { get; init; } = FrozenDictionary<string, RouteRule>.Empty;

    /// <summary>
    /// The rules of the elements that are records (XML), or operations (SOAP), by local name. Any other element, but for those without clients, is
    /// not covered. None where an XML document is one record.
    /// </summary>
    public IReadOnlyDictionary<string, RouteRule> Elements { get; init; } = FrozenDictionary<string, RouteRule>.Empty;

    /// <summary>The elements in which those of <see cref="Elements"/> stand, from the root down.</summary>
    public IReadOnlyList<string> Under { get; init; } = [];

    /// <summary>Elements, or types of FHIR resources, that carry no data of a client and need no rule.</summary>
    public IReadOnlySet<string> WithoutClients { get; init; } = FrozenSet<string>.Empty;

    /// <summary>For a SOAP operation: the namespace that its element has; null for any.</summary>
    public string? Namespace { get; init; }

    /// <summary>For a SOAP operation: the action that the request names; null for one that ends with the operation's name.</summary>
    public string? Action { get; init; }

    /// <summary>How a part without a rule of its own is read: for the references that may stand in any part.</summary>
    internal RouteRule? OtherPart { get; init; }

    /// <summary>True when a field of the body can ask for a lock.</summary>
    public bool KnowsLock { get; init; }

    /// <summary>What to look for in the body; compiled once.</summary>
    internal JsonMatcher BodyMatcher { get; init; } = JsonMatcher.Nothing;

    /// <summary>What to look for in the answer; compiled once.</summary>
    internal JsonMatcher LearnMatcher { get; init; } = JsonMatcher.Nothing;

    /// <summary>The path, query and header selectors with the index of the path parameter; compiled once.</summary>
    internal IReadOnlyList<RequestSelector> RequestSelectors { get; init; } = [];

    /// <summary>This rule, or its alternative, for a body of a content type.</summary>
    /// <param name="contentType">The value of <c>Content-Type</c>, or null.</param>
    /// <returns>Null when it takes no such body.</returns>
    internal RouteRule? For(string? contentType)
    {
        if (BodyContentType.Fits(Body, contentType))
        {
            return this;
        }

        foreach (RouteRule alternative in Alternatives)
        {
            if (BodyContentType.Fits(alternative.Body, contentType))
            {
                return alternative;
            }
        }

        return null;
    }
}
