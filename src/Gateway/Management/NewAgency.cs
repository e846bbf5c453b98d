namespace HmisGateway.Management;

/// <summary>An agency to be added.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type"><c>standard</c> (also when missing) or <c>victim-service</c>.</param>
/// <param name="Refusal"><c>problem</c> (also when missing) or <c>vendor</c>.</param>
internal sealed record NewAgency(string? Id, string? Name, string? Type, string? Refusal = null);
