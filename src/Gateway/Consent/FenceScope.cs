using HmisGateway.Policy.Clients;

namespace HmisGateway.Consent;

/// <summary>Which forwards a closing of the fence denies and waits for.</summary>
internal sealed record FenceScope
{
    /// <summary>Forwards attributed to one of these.</summary>
    /// <value>The default is nobody.</value>
    public IReadOnlyCollection<PersonId> Persons { get; init; } = [];

    /// <summary>Forwards, whoever they are about, that mention one of these.</summary>
    public ProtectedIdentifiers? Mentioned { get; init; }

    /// <summary>Forwards of this agency.</summary>
    public string? AgencyId { get; init; }

    /// <summary>Forwards to these vendors, as when the profile changes that told who a forward is about.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyCollection<string> VendorNames { get; init; } = [];

    /// <summary>True when looking at the persons of a forward is not enough.</summary>
    public bool IsWide => VendorNames.Count > 0 || AgencyId is not null || Mentioned is { IsEmpty: false };

    /// <summary>Forwards about these persons.</summary>
    public static FenceScope Of(IReadOnlyCollection<PersonId> persons) => new() { Persons = persons };

    /// <summary>Whether it is this forward's business for another reason than its persons.</summary>
    public bool Includes(FencedForward forward) =>
        VendorNames.Contains(forward.VendorName) || forward.AgencyId == AgencyId || Mentioned is { } mentioned && mentioned.AreIn(forward);
}
