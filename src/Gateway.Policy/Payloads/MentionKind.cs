namespace HmisGateway.Policy.Payloads;

/// <summary>By what a request mentions a person, from least to most certain.</summary>
public enum MentionKind
{
    /// <summary>The full name alone: it may be a namesake, so it counts only where this agency documented the choice.</summary>
    Name,

    /// <summary>The full name, and the date of birth somewhere in the same request.</summary>
    NameAndBirth,

    /// <summary>A Social Security number or an id.</summary>
    Identifier,
}
