using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests.Crash;

/// <summary>A write of a load that is over for its sender.</summary>
/// <param name="Mark">Stands in its body and in no other.</param>
/// <param name="IsWithheld">True for one about the client with No Sharing.</param>
/// <param name="Body">What was sent.</param>
/// <param name="Answer">What its sender heard; null when the connection broke.</param>
internal sealed record LoadedWrite(string Mark, bool IsWithheld, byte[] Body, Answer? Answer)
{
    /// <summary>The id of its decision, where it was heard.</summary>
    public Guid? Decision => Answer?.Headers.GetValueOrDefault("Hmis-Gateway-Decision") is { } decision ? Guid.Parse(decision) : null;

    /// <summary>Its receipt, where one was heard.</summary>
    public Guid? Receipt => Answer is { Status: 403 or 409 } && Answer.Json["receipt"] is { } receipt ? Guid.Parse(receipt.GetValue<string>()) : null;
}
