namespace HmisGateway.Policy.Profiles.Drafting;

/// <summary>What a request looks like, without a value of it: no id, no text, only names.</summary>
public sealed record RequestShape
{
    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>The path as a template whose parameters have no names yet: <c>/clients/{}/notes</c>.</summary>
    public required string Path { get; init; }

    /// <summary>What body it has.</summary>
    public BodyFormat Body { get; init; }

    /// <summary>True when the root of its JSON body is a list.</summary>
    public bool IsList { get; init; }

    /// <summary>The keys of its query.</summary>
    public IReadOnlyList<string> QueryKeys { get; init; } = [];

    /// <summary>The pointers of its values, <c>*</c> for the elements of lists.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>The pointers of its objects and lists.</summary>
    public IReadOnlyList<string> Containers { get; init; } = [];

    /// <summary>GraphQL: the fields that its mutations ask of the root, each with the pointers of its arguments.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<string> Values, IReadOnlyList<string> Containers)> Mutations { get; init; } = [];
}
