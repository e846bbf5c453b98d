namespace HmisGateway.Management;

/// <summary>How many enrollments of a batch lead to their client now.</summary>
/// <param name="Learned">The number.</param>
internal sealed record LearnedEnrollments(int Learned);
