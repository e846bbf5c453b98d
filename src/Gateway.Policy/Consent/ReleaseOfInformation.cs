namespace HmisGateway.Policy.Consent;

/// <summary>One signed Release of Information as the registry keeps it.</summary>
public sealed record ReleaseOfInformation
{
    /// <summary>The agency that documented it.</summary>
    public required string AgencyId { get; init; }

    /// <summary>
    /// The agency's own client id under which it was documented, as an opaque number. Two ids of one agency may turn out to be one
    /// person; a No Sharing documented under one of them is lifted only under that one.
    /// </summary>
    public UInt128 ClientKey { get; init; }

    /// <summary>Counts this agency's forms for this client, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>What the client chose.</summary>
    public required SharingChoice Choice { get; init; }

    /// <summary>When it was signed.</summary>
    public required SigningMoment Signed { get; init; }

    /// <summary>The text of the signing date as it was given (a date, or a date-time).</summary>
    public required string SignedOn { get; init; }

    /// <summary>Last day it holds, inclusive; null for a form without an end. <see cref="SharingChoice.None"/> ignores it.</summary>
    public DateOnly? EndsOn { get; init; }

    /// <summary>Who signed.</summary>
    public required RoiSigner Signer { get; init; }

    /// <summary>Whether the client was an adult on the day of signing.</summary>
    public ClientAge ClientAge { get; init; }

    /// <summary>How it came into the registry.</summary>
    public required RoiSource Source { get; init; }

    /// <summary>True once the signed copy is stored.</summary>
    public bool HasDocument { get; init; }

    /// <summary>True when a later form of the same agency replaced it (a recording error, a change of mind on the same day).</summary>
    public bool IsSuperseded { get; init; }

    /// <summary>When it was recorded.</summary>
    public required DateTimeOffset RecordedAt { get; init; }
}
