using HmisGateway.Consent;
using HmisGateway.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace HmisGateway.Tests.Consent;

public sealed class RunningDrainsTests
{
    private const int MostRunning = 64;
    private const int MostEnded = 1_000;

    private readonly FakeTimeProvider _time = new(Some.Moment);
    private readonly RunningDrains _drains;

    public RunningDrainsTests() => _drains = new RunningDrains(_time, NullLogger<RunningDrains>.Instance);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_asks_for_a_form_gets_the_same_drain_also_after_it_has_ended()
    {
        TaskCompletionSource<DrainResult> ending = new();
        int started = 0;

        Task<DrainResult> first = Follow(Form(1)).ShouldNotBeNull();
        Follow(Form(1)).ShouldBeSameAs(first);
        ending.SetResult(DrainResult.Cancelled);
        await first;

        (await Follow(Form(1))!).ShouldBe(DrainResult.Cancelled);
        started.ShouldBe(1);

        Task<DrainResult>? Follow(DrainedForm form) => _drains.Follow(form, () =>
        {
            Interlocked.Increment(ref started);
            return ending.Task;
        });
    }

    [Fact]
    public async Task Another_version_or_another_moment_is_another_form()
    {
        (await Ended(Form(1), DrainResult.Explicit)).ShouldBe(DrainResult.Explicit);

        (await Ended(Form(2), DrainResult.None)).ShouldBe(DrainResult.None);
        (await Ended(Form(1) with { RecordedAt = Some.Moment.AddMicroseconds(1) }, DrainResult.Lease)).ShouldBe(DrainResult.Lease);
        (await Ended(Form(1) with { AgencyId = "south" }, DrainResult.Cancelled)).ShouldBe(DrainResult.Cancelled);

        Task<DrainResult> Ended(DrainedForm form, DrainResult result) => _drains.Follow(form, () => Task.FromResult(result)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_drain_that_failed_is_made_again()
    {
        Task<DrainResult> failed = _drains.Follow(Form(1), static () => Task.FromException<DrainResult>(new IOException("No room."))).ShouldNotBeNull();
        await Should.ThrowAsync<IOException>(failed);

        await Eventually.HoldsAsync(() => _drains.Follow(Form(1), static () => Task.FromResult(DrainResult.None)) != failed);
        (await _drains.Follow(Form(1), static () => Task.FromResult(DrainResult.Explicit))!).ShouldBe(DrainResult.None);
    }

    [Fact]
    public async Task Only_so_many_run_at_the_same_time()
    {
        TaskCompletionSource<DrainResult> ending = new();
        for (int i = 0; i < MostRunning; i++)
        {
            _ = _drains.Follow(Form(i), () => ending.Task).ShouldNotBeNull();
        }

        _drains.Follow(Form(MostRunning), () => ending.Task).ShouldBeNull();
        _ = _drains.Follow(Form(0), () => ending.Task).ShouldNotBeNull("it is running already");
        ending.SetResult(DrainResult.None);

        await Eventually.HoldsAsync(() => _drains.Follow(Form(MostRunning), () => ending.Task) is not null);
    }

    [Fact]
    public async Task Only_so_many_that_ended_are_remembered()
    {
        for (int i = 0; i <= MostEnded; i++)
        {
            (await _drains.Follow(Form(i), static () => Task.FromResult(DrainResult.Explicit))!).ShouldBe(DrainResult.Explicit);
        }

        await Eventually.HoldsAsync(async () =>
        {
            Task<DrainResult>[] oldest = [.. Enumerable.Range(0, 10).Select(i => _drains.Follow(Form(i), static () => Task.FromResult(DrainResult.None))!)];
            return (await Task.WhenAll(oldest)).Contains(DrainResult.None);
        });
    }

    [Fact]
    public async Task Waiting_ends_with_the_drain_or_with_the_time_or_with_the_caller()
    {
        TaskCompletionSource<DrainResult> ending = new();
        using CancellationTokenSource caller = new();
        (await _drains.EndsAsync(ending.Task, TimeSpan.Zero, Stop)).ShouldBeFalse();

        Task<bool> impatient = _drains.EndsAsync(ending.Task, TimeSpan.FromSeconds(1), Stop);
        Task<bool> patient = _drains.EndsAsync(ending.Task, TimeSpan.FromSeconds(2), Stop);
        Task<bool> gone = _drains.EndsAsync(ending.Task, TimeSpan.FromSeconds(2), caller.Token);
        _time.Advance(TimeSpan.FromSeconds(1));
        await caller.CancelAsync();

        (await impatient).ShouldBeFalse();
        await Should.ThrowAsync<OperationCanceledException>(gone);
        patient.IsCompleted.ShouldBeFalse();
        ending.SetException(new IOException("No room."));
        (await patient).ShouldBeTrue("a failure is an end: who awaits the drain is told");
    }

    [Fact]
    public async Task Stopping_waits_for_those_that_run_as_long_as_the_host_does()
    {
        TaskCompletionSource<DrainResult> ending = new();
        _ = _drains.Follow(Form(1), () => ending.Task).ShouldNotBeNull();

        using CancellationTokenSource host = new();
        Task cut = _drains.StopAsync(host.Token);
        cut.IsCompleted.ShouldBeFalse();
        await host.CancelAsync();
        await cut;

        Task stop = _drains.StopAsync(Stop);
        stop.IsCompleted.ShouldBeFalse();
        ending.SetResult(DrainResult.None);
        await stop;
    }

    private static DrainedForm Form(int version) =>
        new("north", Some.Client("north", "a-1"), version, Some.Moment);
}
