namespace HmisGateway.Fuzz;

/// <summary>A reader broke a promise.</summary>
/// <param name="message">Which.</param>
internal sealed class FuzzFindingException(string message) : Exception(message);
