using System.Text.RegularExpressions;
using HmisGateway.Offline;
using HmisGateway.Pipeline.Receiving;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Telemetry;

namespace HmisGateway.Tests.Telemetry;

public sealed partial class WireNamesTests
{
    [Fact]
    public void Every_wire_name_is_its_enum_name_in_snake_case()
    {
        Check<DivertCode>(WireNames.ToWire);
        Check<DivertReason>(WireNames.ToWire);
        Check<Operation>(WireNames.ToWire);
        Check<RecordKind>(WireNames.ToWire);
        Check<UnreadableReason>(WireNames.ToWire);
        Check<FramingReason>(WireNames.ToWire);
        Check<OfflineStatus>(WireNames.ToWire);
        Check<SharingChoice>(WireNames.ToWire);
        Check<IdentifierScheme>(WireNames.ToWire);
        Check<ReferenceRole>(WireNames.ToWire);
        Check<DecisionOutcome>(TelemetryNames.Of);
        Check<ConsentLookupResult>(TelemetryNames.Of);
        Check<QueueingResult>(TelemetryNames.Of);
        Check<UpstreamCircuit>(TelemetryNames.Of);
    }

    [Theory]
    [InlineData("get", "other")]
    [InlineData("GET", "GET")]
    [InlineData("MARIA-SANCHEZ", "other")]
    public void A_method_that_is_not_standard_never_becomes_a_tag(string method, string expected) =>
        TelemetryNames.OfMethod(method).ShouldBe(expected);

    [Theory]
    [InlineData("client-request", "client_request")]
    [InlineData("Maria asked", "other")]
    public void A_reason_that_is_not_a_code_never_becomes_a_tag(string reason, string expected) =>
        TelemetryNames.OfRevealReason(reason).ShouldBe(expected);

    [Fact]
    public void Every_kind_of_ledger_event_has_a_tag()
    {
        foreach (System.Reflection.FieldInfo field in typeof(HmisGateway.Ledger.LedgerEventKind).GetFields())
        {
            string kind = (string)field.GetRawConstantValue()!;
            TelemetryNames.OfLedgerKind(kind).ShouldBe(kind.Replace('.', '_'), kind);
        }

        TelemetryNames.OfLedgerKind("Maria").ShouldBe("other");
    }

    private static void Check<T>(Func<T, string> toWire)
        where T : struct, Enum
    {
        foreach (T value in Enum.GetValues<T>())
        {
#pragma warning disable CA1308 // wire names are lower case
            toWire(value).ShouldBe(Hump().Replace(value.ToString(), "_$1").ToLowerInvariant());
#pragma warning restore CA1308
        }
    }

    [GeneratedRegex("(?<!^)([A-Z])")]
    private static partial Regex Hump();
}
