using System.Text.Json;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Tests.Fence;

/// <summary>What the sweep finds in a note.</summary>
internal static class Swept
{
    public static SweptIdentifiers Text(SweepKey key, string text)
    {
        RouteRule rule = new() { Name = "note" };
        JsonPayloadReader reader = new(rule);
        reader.Reset(rule, sweep: key);
        reader.Push(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["note"] = text }));
        return reader.Complete().ShouldBeOfType<PayloadReading.Readable>().Swept;
    }
}
