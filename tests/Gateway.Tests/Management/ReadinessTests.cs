using HmisGateway.Management;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace HmisGateway.Tests.Management;

public sealed class ReadinessTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogger<Readiness> _log = new();
    private readonly Lifetime _lifetime = new();

    [Fact]
    public async Task One_failing_part_makes_the_gateway_not_ready_and_is_named_without_details()
    {
        HealthReport report = await AskAsync(new Probe("queue", () => new(true)), new Probe("ledger", () => throw new IOException("/home/jane.doe/x")));

        report.Status.ShouldBe("not_ready");
        report.Checks.ShouldNotBeNull()["ledger"].ShouldBe("failed");
        report.Checks["queue"].ShouldBe("ok");
        _log.LatestRecord.Message.ShouldContain("ledger");
        _log.LatestRecord.Message.ShouldNotContain("jane");
    }

    [Fact]
    public async Task A_part_that_does_not_answer_in_time_has_failed()
    {
        TaskCompletionSource<bool> never = new();
        Task<HealthReport> asking = AskAsync(new Probe("ledger", () => new(never.Task)));
        _time.Advance(TimeSpan.FromSeconds(3));

        (await asking).Status.ShouldBe("not_ready");
    }

    [Fact]
    public async Task A_gateway_that_stops_is_not_ready()
    {
        _lifetime.StopApplication();

        (await AskAsync(new Probe("ledger", () => new(true)))).Status.ShouldBe("stopping");
    }

    [Fact]
    public async Task All_parts_well_means_ready() =>
        (await AskAsync(new Probe("ledger", () => new(true)), new Probe("queue", () => new(true)))).Status.ShouldBe("ready");

    private Task<HealthReport> AskAsync(params IReadinessProbe[] probes) =>
        new Readiness(probes, [new Note()], _lifetime, _time, _log).AskAsync(TestContext.Current.CancellationToken);

    [Fact]
    public async Task A_note_is_shown_and_takes_nothing_out_of_service()
    {
        HealthReport report = await AskAsync(new Probe("ledger", () => new(true)));

        report.Status.ShouldBe("ready");
        report.Checks.ShouldNotBeNull()["profiles"].ShouldBe("last_good");
    }

    private sealed class Note : IReadinessNote
    {
        public string Name => "profiles";

        public string State => "last_good";
    }

    private sealed class Probe(string name, Func<ValueTask<bool>> ask) : IReadinessProbe
    {
        public string Name => name;

        public ValueTask<bool> IsReadyAsync(CancellationToken cancellationToken) => ask();
    }

    private sealed class Lifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted { get; } = new(canceled: true);

        public CancellationToken ApplicationStopping { get; private set; }

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => ApplicationStopping = new CancellationToken(canceled: true);
    }
}
