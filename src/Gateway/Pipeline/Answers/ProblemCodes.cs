// A new named value must break the build here (CS8509); unnamed values (CS8524) do not occur and would throw.
#pragma warning disable CS8524
using HmisGateway.Policy.Decisions;

namespace HmisGateway.Pipeline.Answers;

/// <summary>What belongs to each code: its word, its status, its title. All of it is contract.</summary>
internal static class ProblemCodes
{
    /// <summary>All codes, in the order of the reference.</summary>
    public static readonly IReadOnlyList<ProblemCode> All = Enum.GetValues<ProblemCode>();

    /// <summary>The code of an answer to a diverted write.</summary>
    public static ProblemCode ToProblemCode(this DivertCode code) => code switch
    {
        DivertCode.VictimServiceProvider => ProblemCode.VictimServiceProvider,
        DivertCode.RouteUnclassified => ProblemCode.RouteUnclassified,
        DivertCode.PayloadUnreadable => ProblemCode.PayloadUnreadable,
        DivertCode.NoSharing => ProblemCode.NoSharing,
        DivertCode.MentionsProtectedClient => ProblemCode.MentionsProtectedClient,
        DivertCode.ClientUnidentified => ProblemCode.ClientUnidentified,
        DivertCode.ConsentNotConfirmed => ProblemCode.ConsentNotConfirmed,
    };

    /// <summary>The member <c>code</c>, e.g. <c>no_sharing</c>.</summary>
    public static string ToWire(this ProblemCode code) => code switch
    {
        ProblemCode.VictimServiceProvider => "victim_service_provider",
        ProblemCode.RouteUnclassified => "route_unclassified",
        ProblemCode.PayloadUnreadable => "payload_unreadable",
        ProblemCode.NoSharing => "no_sharing",
        ProblemCode.MentionsProtectedClient => "mentions_protected_client",
        ProblemCode.ClientUnidentified => "client_unidentified",
        ProblemCode.ConsentNotConfirmed => "consent_not_confirmed",
        ProblemCode.BadFraming => "bad_framing",
        ProblemCode.Unauthenticated => "unauthenticated",
        ProblemCode.NotFound => "not_found",
        ProblemCode.Invalid => "invalid",
        ProblemCode.IdempotencyKeyReused => "idempotency_key_reused",
        ProblemCode.TooManyRequests => "too_many_requests",
        ProblemCode.Conflict => "conflict",
        ProblemCode.PayloadTooLarge => "payload_too_large",
        ProblemCode.VendorUnavailable => "vendor_unavailable",
        ProblemCode.VendorNoAnswer => "vendor_no_answer",
        ProblemCode.OutcomeUnknown => "outcome_unknown",
        ProblemCode.NotPreserved => "not_preserved",
    };

    /// <summary>The last part of the page's address, e.g. <c>no-sharing</c>.</summary>
    public static string ToSlug(this ProblemCode code) => code.ToWire().Replace('_', '-');

    /// <summary>The HTTP status.</summary>
    public static int ToStatus(this ProblemCode code) => code switch
    {
        ProblemCode.VictimServiceProvider
            or ProblemCode.RouteUnclassified
            or ProblemCode.PayloadUnreadable
            or ProblemCode.NoSharing
            or ProblemCode.MentionsProtectedClient
            or ProblemCode.ClientUnidentified
            or ProblemCode.ConsentNotConfirmed => StatusCodes.Status403Forbidden,
        ProblemCode.BadFraming => StatusCodes.Status400BadRequest,
        ProblemCode.Unauthenticated => StatusCodes.Status401Unauthorized,
        ProblemCode.NotFound => StatusCodes.Status404NotFound,
        ProblemCode.Invalid or ProblemCode.IdempotencyKeyReused => StatusCodes.Status422UnprocessableEntity,
        ProblemCode.TooManyRequests => StatusCodes.Status429TooManyRequests,
        ProblemCode.Conflict => StatusCodes.Status409Conflict,
        ProblemCode.PayloadTooLarge => StatusCodes.Status413PayloadTooLarge,
        ProblemCode.VendorUnavailable => StatusCodes.Status502BadGateway,
        ProblemCode.VendorNoAnswer => StatusCodes.Status504GatewayTimeout,
        ProblemCode.OutcomeUnknown => StatusCodes.Status409Conflict,
        ProblemCode.NotPreserved => StatusCodes.Status503ServiceUnavailable,
    };

    /// <summary>True for the codes of a write that was kept offline or a read that was refused for the same reason.</summary>
    public static bool IsDivert(this ProblemCode code) => code.ToStatus() == StatusCodes.Status403Forbidden;
}
