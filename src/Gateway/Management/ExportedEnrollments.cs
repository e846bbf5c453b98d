using HmisGateway.Consent;

namespace HmisGateway.Management;

/// <summary>A batch of enrollments of an export of the HMIS, to learn their ids.</summary>
/// <param name="Vendor">The vendor's name; null where there is one only.</param>
/// <param name="Enrollments">The enrollments.</param>
internal sealed record ExportedEnrollments(string? Vendor, IReadOnlyList<ExportedEnrollment>? Enrollments);
