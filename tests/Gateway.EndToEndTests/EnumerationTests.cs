using System.Globalization;
using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests;

/// <summary>Trying client ids out is seen by those who run the gateway, and changes no answer.</summary>
public sealed class EnumerationTests : IAsyncLifetime
{
    private readonly GatewayBeforeVendor _gateway = new() { Settings = { ["Enumeration__DistinctPerDay"] = "20", ["Enumeration__SequentialRun"] = "8" } };

    public ValueTask InitializeAsync() => _gateway.InitializeAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Refused_numbers_in_a_row_and_too_many_in_a_day_alarm_and_the_answers_stay_the_same()
    {
        List<Answer> answers = [];
        for (int id = 7000; id < 7030; id++)
        {
            answers.Add(await _gateway.SendAsync("PUT", "/clients/" + id.ToString(CultureInfo.InvariantCulture), """{"client":{"alias":"the raven"}}"""));
        }

        answers.ShouldAllBe(answer => answer.Status == 403 && answer.Code == "consent_not_confirmed" && answer.Body.Length == answers[0].Body.Length);
        await _gateway.Process.WaitUntilAsync(async () => (await MetricsAsync()).Contains("reason=\"distinct\"} 1", StringComparison.Ordinal));
        string metrics = await MetricsAsync();
        metrics.ShouldContain("hmis_gateway_enumeration_alarms_total");
        metrics.ShouldContain("reason=\"sequential\"} 1");
        metrics.ShouldNotContain("shelter");
        string[] lines = [.. _gateway.Process.Output.Split('\n').Where(static line => line.Contains("\"EventId\":1040", StringComparison.Ordinal))];
        lines.Length.ShouldBe(2);
        lines.ShouldAllBe(line => line.Contains("\"AgencyId\":\"shelter\"", StringComparison.Ordinal));
        Enumerable.Range(7000, 30).ShouldAllBe(id => !_gateway.Process.Output.Contains($"\"{id}\"", StringComparison.Ordinal));
        (await _gateway.VerbAsync("ledger", "verify")).ExitCode.ShouldBe(0);
    }

    private Task<string> MetricsAsync() => _gateway.Http.GetStringAsync(new Uri(_gateway.Management, "/metrics"), TestContext.Current.CancellationToken);
}
