using HmisGateway.Consent;
using HmisGateway.Policy.Clients;
using Microsoft.Extensions.Time.Testing;

namespace HmisGateway.Tests.Fence;

/// <summary>A forward about hundreds of thousands of persons is noted once; it keeps the same promises.</summary>
public sealed class LargePassTests
{
    private static readonly PersonId[] Many = [.. Enumerable.Range(1, FencePass.LargeFrom * 4).Select(static i => new PersonId(7919L * i))];
    private static readonly PersonId Ada = Many[500];
    private static readonly PersonId Ben = new(5);

    private readonly FakeTimeProvider _time = new();
    private readonly ConsentFence _fence;

    public LargePassTests() => _fence = new ConsentFence(new FenceOptions(), _time);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_does_not_enter_while_one_of_its_persons_is_denied_and_leaves_nothing_behind()
    {
        IFenceClosing closing = await _fence.CloseAsync([Ada], Stop);

        (await _fence.EnterAsync(Many, Stop)).ShouldBeNull();
        closing.Dispose();
        using IFenceClosing later = await _fence.CloseAsync([Many[0]], Stop);
        (await later.DrainAsync(Stop)).ShouldBe(DrainResult.None);
    }

    [Fact]
    public async Task It_enters_while_somebody_else_is_denied()
    {
        using IFenceClosing closing = await _fence.CloseAsync([Ben], Stop);

        using IFencePass? pass = await _fence.EnterAsync(Many, Stop);

        pass.ShouldNotBeNull();
        (await closing.DrainAsync(Stop)).ShouldBe(DrainResult.None);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    [InlineData((FencePass.LargeFrom * 4) - 1)]
    public async Task A_closing_of_any_of_its_persons_waits_for_it(int person)
    {
        IFencePass pass = (await _fence.EnterAsync([.. Many.Reverse()], Stop))!;
        using IFenceClosing closing = await _fence.CloseAsync([Ben, Many[person]], Stop);
        Task<DrainResult> drain = closing.DrainAsync(Stop).AsTask();

        drain.IsCompleted.ShouldBeFalse();
        pass.Dispose();
        (await drain).ShouldBe(DrainResult.Explicit);
    }

    [Fact]
    public async Task One_that_does_not_end_is_told_to_stop()
    {
        IFencePass pass = (await _fence.EnterAsync(Many, Stop))!;
        using CancellationTokenRegistration reset = pass.Revoked.Register(pass.Dispose);
        using IFenceClosing closing = await _fence.CloseAsync([Ada], Stop);
        Task<DrainResult> drain = closing.DrainAsync(Stop).AsTask();

        _time.Advance(TimeSpan.FromSeconds(5));

        (await drain.WaitAsync(TimeSpan.FromSeconds(10), Stop)).ShouldBe(DrainResult.Cancelled);
    }
}
