namespace HmisGateway.Management;

/// <summary>Why a management operation was refused.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Problem">What is wrong and what to do, in one line.</param>
internal sealed record ManagementRefusal(int Status, string Problem);
