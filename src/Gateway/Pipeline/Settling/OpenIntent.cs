using HmisGateway.Offline;

namespace HmisGateway.Pipeline.Settling;

/// <summary>An intent of the ledger that has no outcome: the process ended between the two.</summary>
/// <param name="Decision">The id of the decision.</param>
/// <param name="At">When the intent became durable.</param>
/// <param name="Agency">Who wrote.</param>
/// <param name="Vendor">Name of the vendor, or null.</param>
/// <param name="Rule">Name of the profile's rule, or null.</param>
/// <param name="Operation">What the rule does, in its wire form, or null.</param>
/// <param name="Content">By what the same write is recognised when it comes again, or null.</param>
internal sealed record OpenIntent(
    Guid Decision, DateTimeOffset At, string Agency, string? Vendor, string? Rule, string? Operation, ContentKey? Content);
