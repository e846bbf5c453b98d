using HmisGateway.Pipeline.Receiving;
using HmisGateway.Policy.Decisions;
using HmisGateway.Telemetry;

namespace HmisGateway.Pipeline.Answers;

/// <summary>Makes the gateway's own answers.</summary>
internal static class Problems
{
    /// <summary>When to try again while the vendor cannot be reached.</summary>
    public static readonly TimeSpan VendorRetryAfter = TimeSpan.FromSeconds(30);

    /// <summary>When to try again while the gateway's own storage cannot be used.</summary>
    public static readonly TimeSpan StorageRetryAfter = TimeSpan.FromSeconds(10);

    /// <summary>A write that was kept offline.</summary>
    /// <param name="code">Why.</param>
    /// <param name="receipt">Its receipt.</param>
    /// <param name="lockedAttempt">Whether it asked for a locked record.</param>
    /// <param name="pointers">Where the client is named. Only used for <see cref="DivertCode.NoSharing"/>: for any other code it could tell
    /// more than the code does.</param>
    public static Problem Diverted(DivertCode code, Guid receipt, bool lockedAttempt, IReadOnlyList<string> pointers) => new()
    {
        Code = code.ToProblemCode(),
        Title = "Not sent to HMIS. Saved offline.",
        Receipt = receipt,
        LockedAttempt = lockedAttempt,
        Pointers = code == DivertCode.NoSharing ? pointers : [],
    };

    /// <summary>The same, for a write that was kept before: its answer names the receipt of then.</summary>
    public static Problem Joined(Problem diverted, Guid receipt) => diverted with { Receipt = receipt, IsDeduplicated = true };

    /// <summary>A read, or another request that carries nothing to keep, that was not forwarded.</summary>
    public static Problem Refused(DivertCode code) => new()
    {
        Code = code.ToProblemCode(),
        Title = "Not sent to HMIS. There was nothing to save.",
    };

    /// <summary>A request whose framing two parsers could read differently.</summary>
    public static Problem BadFraming(FramingReason reason) => new()
    {
        Code = ProblemCode.BadFraming,
        Title = "Not taken in. Nothing was sent or saved.",
        Detail = reason.ToWire(),
    };

    /// <summary>No agency is known by what the request shows, or its proofs disagree.</summary>
    public static Problem Unauthenticated() => new() { Code = ProblemCode.Unauthenticated, Title = "Not sent to HMIS. This software is not known here." };

    /// <summary>No such thing, or another agency's: the two look the same.</summary>
    public static Problem NotFound() => new() { Code = ProblemCode.NotFound, Title = "There is nothing here." };

    /// <summary>A call of the agency API that cannot be used as it is.</summary>
    /// <param name="detail">What is wrong and what to do, in one sentence, without values of the request.</param>
    /// <param name="errors">The same, part by part; may be empty.</param>
    public static Problem Invalid(string detail, IReadOnlyList<ProblemError> errors) => new()
    {
        Code = ProblemCode.Invalid,
        Title = "This cannot be used as it is. Nothing was saved.",
        Detail = detail,
        Errors = errors,
    };

    /// <summary>A call of the agency API that something on file stands against.</summary>
    /// <param name="detail">What stands against it and what to do, in one sentence, without values of the request.</param>
    public static Problem Conflict(string detail) => new()
    {
        Code = ProblemCode.Conflict,
        Title = "Something on file stands against this. Nothing was saved.",
        Detail = detail,
    };

    /// <summary>A request whose <c>Idempotency-Key</c> came with another request before: one of the two is not what its sender means.</summary>
    public static Problem IdempotencyKeyReused() => new()
    {
        Code = ProblemCode.IdempotencyKeyReused,
        Title = "This key was used for another request. Nothing was sent or saved.",
    };

    /// <summary>A request over the agency's limits; it was not looked at.</summary>
    public static Problem TooManyRequests(TimeSpan retryAfter) => new()
    {
        Code = ProblemCode.TooManyRequests,
        Title = "Too many requests at once. Nothing was sent or saved.",
        Retryable = true,
        RetryAfter = retryAfter,
    };

    /// <summary>A body over the hard limit.</summary>
    public static Problem PayloadTooLarge() => new() { Code = ProblemCode.PayloadTooLarge, Title = "Too large. Nothing was sent or saved." };

    /// <summary>Nothing was sent, because the vendor cannot be reached or its circuit is open.</summary>
    public static Problem VendorUnavailable() => VendorUnavailable(VendorRetryAfter);

    /// <inheritdoc cref="VendorUnavailable()"/>
    public static Problem VendorUnavailable(TimeSpan retryAfter) => new()
    {
        Code = ProblemCode.VendorUnavailable,
        Title = "HMIS cannot be reached. Nothing was sent or saved.",
        Retryable = true,
        RetryAfter = retryAfter,
    };

    /// <summary>A read or a search was sent, and no complete answer came.</summary>
    public static Problem VendorNoAnswer() => new()
    {
        Code = ProblemCode.VendorNoAnswer,
        Title = "HMIS did not answer. Nothing was changed.",
        Retryable = true,
        RetryAfter = VendorRetryAfter,
    };

    /// <summary>Sent, but no complete answer came; the item is in doubt.</summary>
    /// <param name="receipt">The receipt of the copy; null when none could be kept.</param>
    public static Problem OutcomeUnknown(Guid? receipt) => new()
    {
        Code = ProblemCode.OutcomeUnknown,
        Title = receipt is null ? "Sent to HMIS, but no answer came. No copy could be saved." : "Sent to HMIS, but no answer came. A copy is saved offline.",
        Receipt = receipt,
    };

    /// <summary>Registry, queue or ledger cannot be used: nothing was sent, nothing was kept, the agency still has the data.</summary>
    public static Problem NotPreserved() => NotPreserved(StorageRetryAfter);

    /// <inheritdoc cref="NotPreserved()"/>
    public static Problem NotPreserved(TimeSpan retryAfter) => new()
    {
        Code = ProblemCode.NotPreserved,
        Title = "Nothing was sent or saved. Please keep your data and try again.",
        Retryable = true,
        RetryAfter = retryAfter,
    };
}
