namespace HmisGateway.Pipeline.Answers;

/// <summary>The codes of the gateway's own answers. The first seven are the reasons for keeping a write offline.</summary>
internal enum ProblemCode
{
    /// <summary>This agency must not enter client data in HMIS at all.</summary>
    VictimServiceProvider,

    /// <summary>No profile rule covers the request.</summary>
    RouteUnclassified,

    /// <summary>Ambiguous, malformed, unsupported, or over the inspection limit of its format.</summary>
    PayloadUnreadable,

    /// <summary>The client's current choice, documented by this agency, is No Sharing.</summary>
    NoSharing,

    /// <summary>An identifier of a client whose No Sharing this agency documented stands elsewhere in the payload.</summary>
    MentionsProtectedClient,

    /// <summary>Some record carries no client reference at all.</summary>
    ClientUnidentified,

    /// <summary>Everything else; one answer for all.</summary>
    ConsentNotConfirmed,

    /// <summary>It cannot be told for sure where the request begins or ends, or whom it is for. Nothing was kept.</summary>
    BadFraming,

    /// <summary>No agency is known by what the request shows, or its proofs disagree.</summary>
    Unauthenticated,

    /// <summary>No such thing, or another agency's.</summary>
    NotFound,

    /// <summary>A form or parameter of the agency API is invalid.</summary>
    Invalid,

    /// <summary>The <c>Idempotency-Key</c> of a request came with another request before.</summary>
    IdempotencyKeyReused,

    /// <summary>The agency sends more than its limits allow.</summary>
    TooManyRequests,

    /// <summary>Something on file stands against the call.</summary>
    Conflict,

    /// <summary>Over the hard limit of a request body.</summary>
    PayloadTooLarge,

    /// <summary>Nothing was sent: the vendor cannot be reached.</summary>
    VendorUnavailable,

    /// <summary>A read or a search was sent, and no complete answer came. It changed nothing, so it may be repeated.</summary>
    VendorNoAnswer,

    /// <summary>Sent, but no complete answer came.</summary>
    OutcomeUnknown,

    /// <summary>Registry, queue or ledger cannot be used; nothing was sent and nothing was kept.</summary>
    NotPreserved,
}
