namespace HmisGateway.Policy.Decisions;

/// <summary>Why a write was kept offline, as the agency is told, in order of precedence. The numbers are stored and never change.</summary>
public enum DivertCode
{
    /// <summary>This agency must not enter client data in HMIS at all.</summary>
    VictimServiceProvider = 1,

    /// <summary>No profile rule covers the request.</summary>
    RouteUnclassified = 2,

    /// <summary>Ambiguous, malformed, unsupported, or over the inspection limit of its format.</summary>
    PayloadUnreadable = 3,

    /// <summary>The client's current choice, documented by this agency, is No Sharing.</summary>
    NoSharing = 4,

    /// <summary>An identifier of a client whose No Sharing this agency documented stands elsewhere in the payload.</summary>
    MentionsProtectedClient = 5,

    /// <summary>Some record carries no client reference at all.</summary>
    ClientUnidentified = 6,

    /// <summary>Everything else; one answer for all, so that it tells nothing about the client's dealings elsewhere.</summary>
    ConsentNotConfirmed = 7,
}
