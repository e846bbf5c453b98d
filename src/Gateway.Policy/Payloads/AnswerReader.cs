using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads;

/// <summary>Reads the ids that a vendor's answer states.</summary>
/// <remarks>
/// The answer is the vendor's, not a sender's: nothing is refused for it. What is not learned leads nowhere later, and a write
/// that leads nowhere is kept offline.
/// </remarks>
public static class AnswerReader
{
    /// <summary>Reads what an answer teaches.</summary>
    /// <param name="rule">The rule that covered the request.</param>
    /// <param name="answer">The whole answer.</param>
    /// <returns>The ids; empty when the rule learns nothing or the answer is not JSON. Ids of a wrong form are left out.</returns>
    public static IReadOnlyList<ClientReference> Learn(RouteRule rule, ReadOnlySpan<byte> answer)
    {
        if (rule.Learns.Count == 0 || answer.IsEmpty)
        {
            return [];
        }

        try
        {
            JsonPayloadReader reader = RequestReader.Borrow(rule);
            ClientReference[] learned = reader.Learn(rule, answer);
            RequestReader.Return(reader);
            return learned;
        }
        catch (Exception)
        {
            return [];
        }
    }
}
