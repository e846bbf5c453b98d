using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Fuzz.Targets;

/// <summary>An answer of the vendor teaches ids or nothing.</summary>
internal static class AnswerTarget
{
    private static readonly RouteRule s_rule = FuzzTargets.Profile.Rules.Single(static rule => rule.Name == "json");
    private static readonly AnswerPlace s_place = new(s_rule, ["data", "createNote"]);

    /// <summary>Reads an input.</summary>
    internal static void Read(byte[] answer)
    {
        AnswerReader.Learn(s_rule, answer);
        AnswerReader.Learn(s_place, answer);
        AnswerReader.IsAnswered(s_place, answer);
    }
}
