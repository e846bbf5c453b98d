using HmisGateway.Pipeline.Receiving;
using HmisGateway.Policy.Payloads;
using HmisGateway.Telemetry;
using HmisGateway.Tests.Telemetry;

namespace HmisGateway.Tests.Pipeline;

/// <summary>The reference of the strict front names every reason, and none that does not exist.</summary>
public sealed class StrictFrontReferenceTests
{
    [Fact]
    public void Every_reason_is_in_the_reference()
    {
        string[] framing = [.. Enum.GetValues<FramingReason>().Select(WireNames.ToWire)];
        string[] kept = [.. Enum.GetValues<UnreadableReason>().Select(WireNames.ToWire)];
        string[] inJson = [.. ReferenceTable.Rows("json-reading.md").Select(static row => row[0])];
        string inOthers = File.ReadAllText(RepositoryFile.Path("docs/reference/other-formats.md"));
        string[] here = [.. ReferenceTable.Rows("strict-http.md").Select(static row => row[0])];

        here[..framing.Length].ShouldBe(framing);
        here[framing.Length..].ShouldBeSubsetOf(kept);
        here.ShouldBeUnique();
        string[] elsewhere = [.. kept.Except(here).Except(inJson)];
        elsewhere.Where(reason => !inOthers.Contains($"`{reason}`", StringComparison.Ordinal)).ShouldBe(["reader_fault"]);
    }
}
