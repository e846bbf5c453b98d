using System.Net;
using System.Text;
using HmisGateway.Consent;
using HmisGateway.EndToEndTests.Harness;
using HmisGateway.Profiles;
using static HmisGateway.EndToEndTests.Splitting.HouseholdProfile;

namespace HmisGateway.EndToEndTests.Splitting;

/// <summary>What changes between the decision about a list and its sending: it is taken apart again, by what holds then.</summary>
public sealed class ListFenceTests : IAsyncLifetime
{
    private readonly HostedGateway _gateway = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _gateway.StartAsync(Name, Json());
        foreach (string member in (string[])["mem-1", "mem-2", "mem-3"])
        {
            await _gateway.RecordAsync(member, "full");
        }
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_no_sharing_between_decision_and_fence_takes_its_element_out()
    {
        (Task<HttpResponseMessage> write, IFenceClosing closing) = await HoldAsync();
        await _gateway.RecordAsync("mem-1", "none");

        closing.Dispose();

        using HttpResponseMessage answer = await write;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.Contains("Hmis-Gateway-Diverted").ShouldBeTrue();
        Encoding.UTF8.GetString(_gateway.Vendor.SingleRequest().Body).ShouldBe(Sent(Member("mem-2"), Member("mem-3")));
    }

    [Fact]
    public async Task A_no_sharing_while_the_rest_waits_takes_one_more_element_out()
    {
        await _gateway.RecordAsync("mem-1", "none");
        (Task<HttpResponseMessage> write, IFenceClosing closing) = await HoldAsync();
        await _gateway.RecordAsync("mem-3", "none");

        closing.Dispose();

        using HttpResponseMessage answer = await write;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        Encoding.UTF8.GetString(_gateway.Vendor.SingleRequest().Body).ShouldBe(Sent(Member("mem-2")));
    }

    [Fact]
    public async Task A_no_sharing_that_is_lifted_while_the_rest_waits_changes_nothing_for_it()
    {
        await _gateway.RecordAsync("mem-1", "none");
        (Task<HttpResponseMessage> write, IFenceClosing closing) = await HoldAsync();
        await _gateway.RecordAsync("mem-1", "full", "2026-06-01");

        closing.Dispose();

        using HttpResponseMessage answer = await write;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        Encoding.UTF8.GetString(_gateway.Vendor.SingleRequest().Body).ShouldBe(Sent(Member("mem-2"), Member("mem-3")));
    }

    [Theory]
    [InlineData("split")]
    [InlineData("whole")]
    public async Task A_list_that_waits_while_the_profile_is_loaded_anew_is_decided_by_the_new_one(string batch)
    {
        await _gateway.RecordAsync("mem-1", "none");
        (Task<HttpResponseMessage> write, IFenceClosing closing) = await HoldAsync();
        _gateway.Write(Name, Json(batch).Replace("\"operation\": \"create\"", "\"operation\": \"update\"", StringComparison.Ordinal));
        (await _gateway.ReloadAsync()).ShouldBeOfType<ProfileReload.Loaded>();

        closing.Dispose();

        using HttpResponseMessage answer = await write;
        if (batch == "whole")
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            _gateway.Vendor.Bytes.ShouldBeEmpty();
            return;
        }

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        Encoding.UTF8.GetString(_gateway.Vendor.SingleRequest().Body).ShouldBe(Sent(Member("mem-2"), Member("mem-3")));
    }

    private Task<(Task<HttpResponseMessage> Write, IFenceClosing Closing)> HoldAsync() => _gateway.HoldAsync(async () =>
    {
        using StringContent content = new(Household(Member("mem-1"), Member("mem-2"), Member("mem-3")), Encoding.UTF8, "application/json");
        return await _gateway.Http.PostAsync(new Uri("/households", UriKind.Relative), content, Stop);
    });
}
