using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Fuzz.Targets;

/// <summary>JSON that comes in pieces is read like JSON that comes whole. The first byte says how it is cut.</summary>
internal static class PiecesReader
{
    private static readonly RouteRule s_rule = FuzzTargets.Profile.Rules.Single(static rule => rule.Name == "items");

    /// <summary>Reads an input.</summary>
    /// <exception cref="FuzzFindingException">A promise is broken.</exception>
    internal static void Read(byte[] input)
    {
        int size = input.Length == 0 ? 1 : 1 + (input[0] % 64);
        ReadOnlySpan<byte> body = input.Length == 0 ? [] : input.AsSpan(1);
        var whole = new JsonPayloadReader(s_rule);
        whole.Push(body);
        var pieces = new JsonPayloadReader(s_rule);
        for (int at = 0; at < body.Length; at += size)
        {
            pieces.Push(body.Slice(at, Math.Min(size, body.Length - at)));
        }

        if (Describe(whole.Complete()) != Describe(pieces.Complete()))
        {
            throw new FuzzFindingException($"Cut into pieces of {size} bytes it is read differently.");
        }
    }

    private static string Describe(PayloadReading reading) => reading is PayloadReading.Readable readable
        ? string.Join('\n', readable.Records.Select(static record => $"{record.Pointer} {record.IsLocked} {record.Identity} {string.Join(' ', record.References)}"))
        : reading.ToString();
}
