using HmisGateway.Consent;
using HmisGateway.Policy.Clients;
using Microsoft.Extensions.Time.Testing;

namespace HmisGateway.Tests.Fence;

public sealed class ConsentFenceTests
{
    private static readonly PersonId Ada = new(1);
    private static readonly PersonId Ben = new(2);

    private readonly FakeTimeProvider _time = new();
    private readonly ConsentFence _fence;

    public ConsentFenceTests() => _fence = new ConsentFence(new FenceOptions(), _time);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_forwards_hold_a_pass_for_one_person()
    {
        using IFencePass? first = await _fence.EnterAsync([Ada], Stop);
        using IFencePass? second = await _fence.EnterAsync([Ada], Stop);

        first.ShouldNotBeNull();
        second.ShouldNotBeNull();
    }

    [Fact]
    public async Task Nobody_enters_for_a_denied_person_until_the_closing_is_disposed()
    {
        IFenceClosing closing = await _fence.CloseAsync([Ada], Stop);

        (await _fence.EnterAsync([Ada], Stop)).ShouldBeNull();
        (await _fence.EnterAsync([Ben, Ada], Stop)).ShouldBeNull();
        using IFencePass? other = await _fence.EnterAsync([Ben], Stop);
        other.ShouldNotBeNull();

        closing.Dispose();
        using IFencePass? after = await _fence.EnterAsync([Ada], Stop);
        after.ShouldNotBeNull();
    }

    [Fact]
    public async Task Two_closings_of_a_person_deny_until_both_are_disposed()
    {
        IFenceClosing first = await _fence.CloseAsync([Ada], Stop);
        IFenceClosing second = await _fence.CloseAsync([Ada, Ada], Stop);

        first.Dispose();
        first.Dispose();
        (await _fence.EnterAsync([Ada], Stop)).ShouldBeNull();

        second.Dispose();
        using IFencePass? after = await _fence.EnterAsync([Ada], Stop);
        after.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_drain_with_nothing_in_flight_says_none()
    {
        using IFenceClosing closing = await _fence.CloseAsync([Ada], Stop);

        (await closing.DrainAsync(Stop)).ShouldBe(DrainResult.None);
    }

    [Fact]
    public async Task A_drain_waits_for_the_passes_that_were_out()
    {
        IFencePass pass = (await _fence.EnterAsync([Ben, Ada], Stop))!;
        using IFenceClosing closing = await _fence.CloseAsync([Ada], Stop);
        Task<DrainResult> drain = closing.DrainAsync(Stop).AsTask();

        drain.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(4.9));
        drain.IsCompleted.ShouldBeFalse();
        pass.Revoked.IsCancellationRequested.ShouldBeFalse();

        pass.Dispose();
        (await drain).ShouldBe(DrainResult.Explicit);
    }

    [Fact]
    public async Task A_pass_that_ended_between_close_and_drain_counts_as_ended_by_itself()
    {
        IFencePass pass = (await _fence.EnterAsync([Ada], Stop))!;
        using IFenceClosing closing = await _fence.CloseAsync([Ada], Stop);
        pass.Dispose();

        (await closing.DrainAsync(Stop)).ShouldBe(DrainResult.Explicit);
    }

    [Fact]
    public async Task After_the_timeout_the_passes_are_revoked_and_still_waited_for()
    {
        IFencePass stuck = (await _fence.EnterAsync([Ada], Stop))!;
        IFencePass elsewhere = (await _fence.EnterAsync([Ben], Stop))!;
        using IFenceClosing closing = await _fence.CloseAsync([Ada], Stop);
        Task<DrainResult> drain = closing.DrainAsync(Stop).AsTask();
        TaskCompletionSource revoked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = stuck.Revoked.Register(revoked.SetResult);

        _time.Advance(TimeSpan.FromSeconds(5));
        await revoked.Task.WaitAsync(TimeSpan.FromSeconds(10), Stop);
        drain.IsCompleted.ShouldBeFalse();
        elsewhere.Revoked.IsCancellationRequested.ShouldBeFalse();

        stuck.Dispose();
        (await drain).ShouldBe(DrainResult.Cancelled);
        elsewhere.Dispose();
    }

    [Fact]
    public async Task A_holder_whose_callback_throws_does_not_keep_the_others_from_being_revoked()
    {
        IFencePass throws = (await _fence.EnterAsync([Ada], Stop))!;
        IFencePass other = (await _fence.EnterAsync([Ada], Stop))!;
        using CancellationTokenRegistration first = throws.Revoked.Register(() => { throws.Dispose(); throw new InvalidOperationException("A holder's fault."); });
        using CancellationTokenRegistration second = other.Revoked.Register(other.Dispose);
        using IFenceClosing closing = await _fence.CloseAsync([Ada], Stop);
        Task<DrainResult> drain = closing.DrainAsync(Stop).AsTask();

        _time.Advance(TimeSpan.FromSeconds(5));

        (await drain.WaitAsync(TimeSpan.FromSeconds(10), Stop)).ShouldBe(DrainResult.Cancelled);
    }

    [Fact]
    public async Task A_pass_about_nobody_is_admitted()
    {
        using IFencePass? pass = await _fence.EnterAsync([], Stop);

        pass.ShouldNotBeNull();
    }

    [Fact]
    public async Task The_collection_may_change_after_the_pass_is_given()
    {
        List<PersonId> persons = [Ada];
        IFencePass pass = (await _fence.EnterAsync(persons, Stop))!;
        persons.Clear();
        using IFenceClosing closing = await _fence.CloseAsync([Ada], Stop);
        Task<DrainResult> drain = closing.DrainAsync(Stop).AsTask();
        drain.IsCompleted.ShouldBeFalse();

        pass.Dispose();
        pass.Dispose();
        (await drain).ShouldBe(DrainResult.Explicit);
    }
}
