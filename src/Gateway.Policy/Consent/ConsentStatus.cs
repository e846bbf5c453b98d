namespace HmisGateway.Policy.Consent;

/// <summary>What the forms on file allow one agency to do for one person on one day. A closed result.</summary>
public abstract record ConsentStatus
{
    private ConsentStatus()
    {
    }

    /// <summary>Full or Limited Sharing in effect, documented by this agency, and nothing stands against it.</summary>
    /// <param name="Choice"><see cref="SharingChoice.Full"/> or <see cref="SharingChoice.Limited"/>.</param>
    public sealed record Permitted(SharingChoice Choice) : ConsentStatus;

    /// <summary>This agency documented No Sharing as the current choice.</summary>
    public sealed record NoSharing : ConsentStatus;

    /// <summary>Another agency documented a No Sharing that this agency's form does not lift. Told to nobody.</summary>
    public sealed record NoSharingElsewhere : ConsentStatus;

    /// <summary>This agency's current form has ended.</summary>
    public sealed record Expired : ConsentStatus;

    /// <summary>This agency has no form on file.</summary>
    public sealed record NotOnFile : ConsentStatus;
}
