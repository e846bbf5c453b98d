using System.Text;
using System.Text.Json.Nodes;
using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests;

/// <summary>What was kept goes through the whole gate again, once, and never otherwise than every other request.</summary>
public sealed class ResubmissionTests : IAsyncLifetime
{
    private const string Update = """{"client":{"alias":"the raven"}}""";
    private static readonly (string Name, string Value)[] s_actor = [("Hmis-Gateway-Actor", "case worker"), ("Hmis-Gateway-Reason", "resubmission")];
    private readonly GatewayBeforeVendor _gateway = new();

    private RecordingVendor Vendor => _gateway.Vendor;

    public ValueTask InitializeAsync() => _gateway.InitializeAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task What_is_permitted_now_is_sent_byte_for_byte_with_the_credential_of_the_call_and_once()
    {
        string receipt = await DivertAsync();
        await _gateway.RecordAsync("c1", "full", "1");

        Answer answer = await ResubmitAsync(receipt, ("Authorization", "Bearer of-this-call"));

        answer.Status.ShouldBe(200, answer.Text);
        answer.Json["status"]!.GetValue<string>().ShouldBe("resubmitted");
        answer.Json["vendorStatus"]!.GetValue<int>().ShouldBe(200);
        Encoding.UTF8.GetString(Convert.FromBase64String(answer.Json["vendorBody"]!.GetValue<string>())).ShouldContain("\"id\":");
        Vendor.Requests.ShouldBe(1);
        Vendor.Text.ShouldStartWith("PUT /clients/1 HTTP/1.1\r\n");
        Vendor.Text.ShouldEndWith("\r\n\r\n" + Update);
        Vendor.Text.ShouldContain("Authorization: Bearer of-this-call");
        Vendor.Text.ShouldNotContain("Hmis-Gateway");
        (await StatusAsync(receipt)).ShouldBe("resubmitted");

        Answer second = await ResubmitAsync(receipt);
        second.Status.ShouldBe(409);
        second.Code.ShouldBe("conflict");
        Vendor.Requests.ShouldBe(1);
        await ShouldVerifyAsync();
    }

    [Fact]
    public async Task No_sharing_is_not_sent_and_the_item_is_held_as_before()
    {
        await _gateway.RecordAsync("c1", "none", "1");
        string receipt = (await _gateway.SendAsync("PUT", "/clients/1", Update)).Receipt;

        Answer answer = await ResubmitAsync(receipt);

        answer.Status.ShouldBe(409);
        answer.Code.ShouldBe("conflict");
        answer.Text.ShouldContain("no_sharing");
        Vendor.Bytes.ShouldBeEmpty();
        (await StatusAsync(receipt)).ShouldBe("held");
        (await _gateway.ReadBackAsync(receipt)).ShouldBe(Encoding.UTF8.GetBytes(Update));
        (await _gateway.ListAsync()).Count.ShouldBe(1);
        await ShouldVerifyAsync();
    }

    [Fact]
    public async Task Of_many_at_once_one_is_sent()
    {
        string receipt = await DivertAsync();
        await _gateway.RecordAsync("c1", "full", "1");
        TaskCompletionSource<string> answerLater = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Vendor.AnswerLater = answerLater.Task;

        Task second = EndAtSecondAsync();
        Task<Answer>[] calls = [.. Enumerable.Range(0, 12).Select(_ => ResubmitAsync(receipt))];
        List<Answer> early = [];
        await foreach (Task<Answer> call in Task.WhenEach(calls))
        {
            early.Add(await call);
            if (early.Count == calls.Length - 1)
            {
                answerLater.TrySetResult(RecordingVendor.Ok("""{"id":7}"""));
            }
        }

        second.IsCompleted.ShouldBeFalse();
        early.Count(answer => answer.Status == 200).ShouldBe(1);
        early.Where(answer => answer.Status != 200).ShouldAllBe(answer => answer.Status == 409);
        Vendor.Requests.ShouldBe(1);
        (await StatusAsync(receipt)).ShouldBe("resubmitted");

        // Were two sent, nobody would be answered early.
        async Task EndAtSecondAsync()
        {
            await Vendor.SecondRequest;
            answerLater.TrySetResult(RecordingVendor.Ok("""{"id":8}"""));
        }
    }

    [Fact]
    public async Task Without_a_complete_answer_it_is_in_doubt_until_somebody_settles_it()
    {
        string receipt = await DivertAsync();
        await _gateway.RecordAsync("c1", "full", "1");
        Vendor.Answer = static _ => "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{";
        Vendor.ClosesAfterAnswer = true;

        Answer answer = await ResubmitAsync(receipt);
        answer.Status.ShouldBe(409);
        answer.Code.ShouldBe("outcome_unknown");
        answer.Receipt.ShouldBe(receipt);
        (await StatusAsync(receipt)).ShouldBe("in_doubt");
        (await ResubmitAsync(receipt)).Code.ShouldBe("outcome_unknown");
        (await _gateway.SendAsync("PUT", "/clients/1", Update)).Code.ShouldBe("outcome_unknown");
        Vendor.Requests.ShouldBe(1);

        (int exitCode, string output, string error) = await _gateway.VerbAsync("offline", "settle", receipt, "--not-arrived", "--actor", "clerk", "--reason", "correction");
        exitCode.ShouldBe(0, output + error);
        (await StatusAsync(receipt)).ShouldBe("held");
        (await ResubmitAsync(receipt)).Code.ShouldBe("outcome_unknown");
        Vendor.Requests.ShouldBe(2);
        (await _gateway.VerbAsync("offline", "settle", receipt, "--arrived")).ExitCode.ShouldBe(0);
        (await StatusAsync(receipt)).ShouldBe("sent_later");
        (await _gateway.VerbAsync("offline", "settle", receipt, "--arrived")).ExitCode.ShouldBe(1, "it is not in doubt any more");
        (await _gateway.VerbAsync("offline", "settle", receipt)).ExitCode.ShouldBe(2);
        await ShouldVerifyAsync();
    }

    [Fact]
    public async Task A_kill_while_the_vendor_has_it_leaves_it_in_doubt()
    {
        string receipt = await DivertAsync();
        await _gateway.RecordAsync("c1", "full", "1");
        Vendor.AnswerLater = new TaskCompletionSource<string>().Task;
        Task<Answer> call = ResubmitAsync(receipt);
        await _gateway.Process.WaitUntilAsync(() => Task.FromResult(Vendor.Requests == 1));

        await _gateway.RestartAsync();

        await Should.ThrowAsync<HttpRequestException>(call);
        (await StatusAsync(receipt)).ShouldBe("in_doubt");
        (await ResubmitAsync(receipt)).Code.ShouldBe("outcome_unknown");
        Vendor.Requests.ShouldBe(1);
        await ShouldVerifyAsync();
    }

    [Fact]
    public async Task When_nothing_was_sent_nothing_has_changed()
    {
        string receipt = await DivertAsync();
        await _gateway.RecordAsync("c1", "full", "1");
        await Vendor.DisposeAsync();

        Answer answer = await ResubmitAsync(receipt);

        answer.Status.ShouldBe(502);
        answer.Code.ShouldBe("vendor_unavailable");
        (await StatusAsync(receipt)).ShouldBe("held");
    }

    [Fact]
    public async Task An_answer_that_does_not_take_it_is_shown_and_the_item_is_held()
    {
        string receipt = await DivertAsync();
        await _gateway.RecordAsync("c1", "full", "1");
        Vendor.Answer = static _ => "HTTP/1.1 422 Unprocessable Entity\r\nContent-Length: 2\r\n\r\n{}";

        Answer answer = await ResubmitAsync(receipt);

        answer.Status.ShouldBe(200, answer.Text);
        answer.Json["vendorStatus"]!.GetValue<int>().ShouldBe(422);
        (await StatusAsync(receipt)).ShouldBe("held");
    }

    [Fact]
    public async Task It_needs_who_and_why_and_the_own_item()
    {
        string receipt = await DivertAsync();
        await _gateway.RecordAsync("c1", "full", "1");
        string other = await _gateway.AddAgencyAsync("other");
        (await _gateway.SendAsync("POST", $"/_gateway/v1/offline/{receipt}/resubmissions")).Status.ShouldBe(422);
        (await _gateway.SendAsync("POST", $"/_gateway/v1/offline/{receipt}/resubmissions", null, other, s_actor)).Status.ShouldBe(404);
        (await ResubmitAsync(Guid.NewGuid().ToString())).Status.ShouldBe(404);
        Vendor.Bytes.ShouldBeEmpty();
        (await StatusAsync(receipt)).ShouldBe("held");
    }

    [Fact]
    public async Task The_command_line_resubmits_what_an_agency_has_held_and_needs_a_running_gateway()
    {
        string receipt = await DivertAsync();
        string held = (await _gateway.SendAsync("PUT", "/clients/2", Update)).Receipt;
        await _gateway.RecordAsync("c1", "full", "1");

        (int exitCode, string output, string error) = await _gateway.VerbAsync("offline", "resubmit", "--agency", "shelter", "--code", "consent_not_confirmed");

        exitCode.ShouldBe(1, output + error);
        output.ShouldContain($"{receipt}  resubmitted, HMIS answered 200");
        output.ShouldContain($"{held}  held: it would be kept offline again");
        output.ShouldContain("1 resubmitted, 1 left");
        Vendor.Requests.ShouldBe(1);
        (await _gateway.Process.TerminateAsync()).ShouldBe(0);
        (exitCode, _, error) = await _gateway.VerbAsync("offline", "resubmit", held);
        exitCode.ShouldBe(1);
        error.ShouldContain("the gateway has to run");
    }

    private async Task<string> DivertAsync()
    {
        Answer answer = await _gateway.SendAsync("PUT", "/clients/1", Update, null, ("Authorization", "Bearer of-then"));
        answer.Code.ShouldBe("consent_not_confirmed");
        return answer.Receipt;
    }

    private Task<Answer> ResubmitAsync(string receipt, params (string Name, string Value)[] headers) =>
        _gateway.SendAsync("POST", $"/_gateway/v1/offline/{receipt}/resubmissions", null, null, [.. s_actor, .. headers]);

    private async Task<string> StatusAsync(string receipt)
    {
        JsonNode item = await _gateway.ShowAsync(receipt);
        return item["status"]!.GetValue<string>();
    }

    private async Task ShouldVerifyAsync()
    {
        (int exitCode, string output, string error) = await _gateway.VerbAsync("ledger", "verify");
        exitCode.ShouldBe(0, output + error);
    }
}
