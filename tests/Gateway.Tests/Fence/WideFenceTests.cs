using HmisGateway.Consent;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads;
using Microsoft.Extensions.Time.Testing;

namespace HmisGateway.Tests.Fence;

/// <summary>Closings that concern forwards about somebody else: by what they mention, by their agency, and all of them.</summary>
public sealed class WideFenceTests
{
    private static readonly PersonId Ada = new(1);
    private static readonly PersonId Ben = new(2);
    private static readonly SweepKey Key = SweepKey.Create();

    private readonly FakeTimeProvider _time = new();
    private readonly ConsentFence _fence;

    public WideFenceTests() => _fence = new ConsentFence(new FenceOptions(), _time);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_closing_waits_for_a_forward_about_another_client_that_mentions_its_person()
    {
        IFencePass mentions = (await EnterAsync(Ben, "see 219-09-9999"))!;
        using IFencePass other = (await EnterAsync(Ben, "see nobody"))!;
        using IFenceClosing closing = await _fence.CloseAsync(Mentioned(), Stop);
        Task<DrainResult> drain = closing.DrainAsync(Stop).AsTask();

        drain.IsCompleted.ShouldBeFalse();
        mentions.Dispose();
        (await drain).ShouldBe(DrainResult.Explicit);
    }

    [Fact]
    public async Task A_forward_that_mentions_the_person_and_does_not_end_is_reset()
    {
        IFencePass mentions = (await EnterAsync(Ben, "see 219-09-9999", agency: "south"))!;
        using IFencePass other = (await EnterAsync(Ben, "see nobody"))!;
        using CancellationTokenRegistration reset = mentions.Revoked.Register(mentions.Dispose);
        using IFenceClosing closing = await _fence.CloseAsync(Mentioned(), Stop);
        Task<DrainResult> drain = closing.DrainAsync(Stop).AsTask();

        _time.Advance(TimeSpan.FromSeconds(5));

        (await drain.WaitAsync(TimeSpan.FromSeconds(10), Stop)).ShouldBe(DrainResult.Cancelled);
        other.Revoked.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task Nobody_enters_with_a_mention_while_it_is_denied()
    {
        IFenceClosing closing = await _fence.CloseAsync(Mentioned(), Stop);

        (await EnterAsync(Ben, "see 219-09-9999")).ShouldBeNull();
        (await EnterAsync(Ben, "saw Ann Lee", agency: "north")).ShouldBeNull();
        using IFencePass? nobody = await EnterAsync(Ben, "see nobody");
        nobody.ShouldNotBeNull();
        closing.Dispose();
        using IFencePass? after = await EnterAsync(Ben, "see 219-09-9999");
        after.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_name_alone_concerns_the_agency_that_documented_the_choice_only()
    {
        using IFencePass pass = (await EnterAsync(Ben, "saw Ann Lee", agency: "south"))!;
        using IFenceClosing closing = await _fence.CloseAsync(Mentioned(), Stop);
        (await closing.DrainAsync(Stop)).ShouldBe(DrainResult.None);

        using IFencePass withBirth = (await EnterAsync(Ben, "saw somebody", agency: "south"))!;
        (await EnterAsync(Ben, "saw Ann Lee, born 12/10/1985", agency: "south")).ShouldBeNull();
    }

    [Fact]
    public async Task Closing_for_an_agency_denies_and_drains_its_forwards_only()
    {
        IFencePass north = (await EnterAsync(Ada, "", agency: "north"))!;
        using IFencePass south = (await EnterAsync(Ben, "", agency: "south"))!;
        using IFenceClosing closing = await _fence.CloseAsync(new FenceScope { AgencyId = "north" }, Stop);
        Task<DrainResult> drain = closing.DrainAsync(Stop).AsTask();

        (await EnterAsync(Ben, "", agency: "north")).ShouldBeNull();
        using IFencePass? another = await EnterAsync(Ben, "", agency: "south");
        another.ShouldNotBeNull();
        drain.IsCompleted.ShouldBeFalse();
        north.Dispose();
        (await drain).ShouldBe(DrainResult.Explicit);
    }

    [Fact]
    public async Task Closing_for_a_vendor_denies_and_drains_every_forward_to_it_and_no_other()
    {
        using IFencePass elsewhere = (await _fence.EnterAsync(new FencedForward([Ada], "north", "other", SweptIdentifiers.None), Stop))!;
        IFencePass north = (await EnterAsync(Ada, "", agency: "north"))!;
        IFencePass south = (await EnterAsync(Ben, "", agency: "south"))!;
        IFencePass nobody = (await _fence.EnterAsync(new FencedForward([], "north", "hmis", SweptIdentifiers.None), Stop))!;
        IFenceClosing closing = await _fence.CloseAsync(new FenceScope { VendorNames = ["hmis"] }, Stop);
        using IFenceClosing second = await _fence.CloseAsync(new FenceScope { VendorNames = ["hmis"] }, Stop);
        Task<DrainResult> drain = closing.DrainAsync(Stop).AsTask();

        (await EnterAsync(new PersonId(3), "")).ShouldBeNull();
        using IFencePass? another = await _fence.EnterAsync(new FencedForward([Ada], "north", "other", SweptIdentifiers.None), Stop);
        another.ShouldNotBeNull();
        north.Dispose();
        south.Dispose();
        drain.IsCompleted.ShouldBeFalse();
        nobody.Dispose();
        (await drain).ShouldBe(DrainResult.Explicit);

        closing.Dispose();
        (await EnterAsync(new PersonId(3), "")).ShouldBeNull();
        second.Dispose();
        using IFencePass? after = await EnterAsync(new PersonId(3), "");
        after.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_closing_that_is_kept_denies_for_good()
    {
        IFenceClosing closing = await _fence.CloseAsync(Mentioned() with { Persons = [Ada] }, Stop);

        closing.Keep();
        closing.Dispose();

        (await EnterAsync(Ada, "")).ShouldBeNull();
        (await EnterAsync(Ben, "see 219-09-9999")).ShouldBeNull();
        using IFencePass? other = await EnterAsync(Ben, "");
        other.ShouldNotBeNull();
    }

    private static FenceScope Mentioned()
    {
        ProtectedIdentifiers identifiers = new(Key);
        identifiers.Index.AddIdentity(Ada, "Ann", "Lee", "1985-12-10", "219-09-9999");
        identifiers.AddAgency(Ada, "north");
        return new FenceScope { Mentioned = identifiers };
    }

    private ValueTask<IFencePass?> EnterAsync(PersonId person, string text, string agency = "north") =>
        _fence.EnterAsync(new FencedForward([person], agency, "hmis", Swept.Text(Key, text)), Stop);
}
