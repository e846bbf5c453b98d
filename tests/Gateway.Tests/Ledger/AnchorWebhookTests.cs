using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using HmisGateway.Agencies;
using HmisGateway.Hosting;
using HmisGateway.Ledger;
using HmisGateway.Policy.Consent;
using HmisGateway.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace HmisGateway.Tests.Ledger;

/// <summary>An anchor at an HTTP endpoint does what an anchor in a file does, and whatever goes wrong on the way counts as an anchor that cannot be used.</summary>
public sealed class AnchorWebhookTests : IAsyncLifetime
{
    private const string Secret = "Bearer anchor-secret-0123456789";
    private readonly FakeLogCollector _logs = FakeLogCollector.Create(new FakeLogCollectorOptions());
    private AnchoredStorage _anchored = null!;
    private AnchorEndpoint _endpoint = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Actor Actor => new("custodian", ActorReason.Correction, null);

    private LedgerOptions Options => new() { Anchor = _endpoint.Address };

    public async ValueTask InitializeAsync()
    {
        _anchored = await AnchoredStorage.CreateAsync();
        _endpoint = await AnchorEndpoint.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _endpoint.DisposeAsync();
        await _anchored.DisposeAsync();
    }

    [Fact]
    public async Task A_none_is_recorded_only_when_the_endpoint_has_answered_that_it_is_durable()
    {
        using LedgerAnchor anchor = await OpenAsync();
        TaskCompletionSource durable = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _endpoint.Later = durable.Task;
        int heads = _endpoint.Heads.Count;

        Task recording = _anchored.RecordAsync(anchor, "a", "client-7", SharingChoice.None);

        await Eventually.HoldsAsync(() => _endpoint.Heads.Count > heads);
        recording.IsCompleted.ShouldBeFalse();
        durable.SetResult();
        await recording;
        string line = _endpoint.Lines[^1];
        line.ShouldContain("\"kind\":\"none\"");
        line.ShouldNotContain("client-7");
        line.ShouldNotContain(Some.Client("a", "client-7").Hash.ToString("x32"));
        string[] members = [.. JsonNode.Parse(line)!.AsObject().Select(static member => member.Key)];
        members.ShouldBe(["kind", "sequence", "hash", "at", "agency", "client", "mac"]);
    }

    [Theory]
    [InlineData(202)]
    [InlineData(206)]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_none_fails_while_the_endpoint_does_not_take_it_and_is_on_file_all_the_same(int status)
    {
        using LedgerAnchor anchor = await OpenAsync();
        _endpoint.Added = status;

        await Should.ThrowAsync<IOException>(async () => await _anchored.RecordAsync(anchor, "a", "c", SharingChoice.None));

        anchor.IsSound.ShouldBeFalse();
        (await _anchored.Storage.Consent.ReadOwnAsync("a", Some.Client("a", "c"), Cancellation)).ShouldHaveSingleItem();
        _logs.GetSnapshot().ShouldContain(record => record.Id.Id == 1912 && record.Message.Contains($"answered {status} to POST"));
        _endpoint.Lines = [_endpoint.Lines[0]];
        _endpoint.Added = 201;
        await anchor.AddHeadAsync();
        anchor.IsSound.ShouldBeTrue();
        _endpoint.Lines.Count(static line => line.Contains("\"kind\":\"none\"")).ShouldBe(1);
    }

    [Fact]
    public async Task A_none_whose_line_was_not_taken_is_not_acknowledged_by_a_repetition_either()
    {
        using LedgerAnchor anchor = await OpenAsync();
        _endpoint.Added = 401;
        await Should.ThrowAsync<IOException>(async () => await _anchored.RecordAsync(anchor, "a", "c", SharingChoice.None));
        await Should.ThrowAsync<IOException>(async () => await _anchored.RepeatAsync(anchor));
        await Should.ThrowAsync<IOException>(async () => await anchor.AddErasuresAsync("a", [Guid.Empty]));

        _endpoint.Added = 201;
        await _anchored.RepeatAsync(anchor);
        await _anchored.RepeatAsync(anchor);

        AnchorContent content = AnchorContent.Parse(_endpoint.Text, new AnchorSeal(_anchored.Ring));
        content.Lines.Select(static line => line.Kind).ShouldBe([AnchorLineKind.Head, AnchorLineKind.None]);
    }

    [Fact]
    public async Task A_none_fails_when_nobody_listens()
    {
        using LedgerAnchor anchor = await OpenAsync();
        await _endpoint.DisposeAsync();

        await Should.ThrowAsync<IOException>(async () => await _anchored.RecordAsync(anchor, "a", "c", SharingChoice.None));

        anchor.IsSound.ShouldBeFalse();
        _logs.GetSnapshot().ShouldContain(static record => record.Id.Id == 1912 && record.Message.Contains("cannot be reached (ConnectionError)"));
    }

    [Fact]
    public async Task A_slow_answer_ends_in_the_timeout()
    {
        LedgerOptions options = Options;
        options.AnchorTimeout = TimeSpan.FromSeconds(1);
        using LedgerAnchor anchor = await OpenAsync(options);
        _endpoint.Later = new TaskCompletionSource().Task;

        await Should.ThrowAsync<IOException>(async () => await _anchored.RecordAsync(anchor, "a", "c", SharingChoice.None));

        _logs.GetSnapshot().ShouldContain(static record => record.Id.Id == 1912 && record.Message.Contains("did not answer in time"));
    }

    [Fact]
    public async Task A_line_that_was_sent_twice_counts_once()
    {
        _endpoint.Repeats = true;
        using (LedgerAnchor anchor = await OpenAsync())
        {
            _endpoint.Added = 500;
            await Should.ThrowAsync<IOException>(async () => await _anchored.RecordAsync(anchor, "a", "c", SharingChoice.None));
            _endpoint.Added = 200;
            await _anchored.RecordAsync(anchor, "a", "d", SharingChoice.None);
        }

        _endpoint.Posts.ShouldBe(6, "the first line, three attempts, that No Sharing again, another one");
        _endpoint.Lines.Count.ShouldBe(6);
        using LedgerAnchor again = await OpenAsync();
        again.State.ShouldBe(AnchorState.Agrees);
        AnchorContent.Parse(_endpoint.Text, new AnchorSeal(_anchored.Ring)).Lines.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Many_nones_at_once_are_each_a_line()
    {
        using LedgerAnchor anchor = await OpenAsync();
        await anchor.AddNonesAsync([.. Enumerable.Range(0, 100).Select(static i => ("a", Some.Client("a", $"c{i}")))]);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => anchor.AddNonesAsync([("b", Some.Client("b", $"c{i}"))]).AsTask()));

        AnchorContent.Parse(_endpoint.Text, new AnchorSeal(_anchored.Ring)).Lines.Count(static line => line.Kind == AnchorLineKind.None).ShouldBe(200);
    }

    [Fact]
    public async Task Storage_from_before_a_none_forwards_nothing_until_it_was_recorded_again_and_reconciled()
    {
        byte[] backup;
        using (LedgerAnchor anchor = await OpenAsync())
        {
            await _anchored.RecordAsync(anchor, "a", "kept", SharingChoice.None);
            backup = await _anchored.BackUpAsync();
            await _anchored.RecordAsync(anchor, "a", "lost", SharingChoice.None);
        }

        await _anchored.RestoreAsync(backup);
        using LedgerAnchor older = await OpenAsync();
        older.State.ShouldBe(AnchorState.Older);
        older.MayForward.ShouldBeFalse();
        (await older.ReconcileAsync(Actor, leavesMissing: false)).ShouldBeOfType<AnchorReconciliation.NoneMissing>()
            .Comparison.Missing.ShouldHaveSingleItem().Agency.ShouldBe("a");
        await _anchored.RecordAsync(older, "a", "lost", SharingChoice.None);
        (await older.ReconcileAsync(Actor, leavesMissing: false)).ShouldBeOfType<AnchorReconciliation.Done>();
        older.MayForward.ShouldBeTrue();
        using LedgerAnchor reconciled = await OpenAsync();
        reconciled.State.ShouldBe(AnchorState.Agrees);
    }

    [Fact]
    public async Task A_changed_line_is_named_and_stops_the_forwards()
    {
        using (LedgerAnchor anchor = await OpenAsync())
        {
            await _anchored.RecordAsync(anchor, "a", "c", SharingChoice.None);
        }

        _endpoint.Lines = [.. _endpoint.Lines.Select(static line => line.Replace("\"agency\":\"a\"", "\"agency\":\"b\"", StringComparison.Ordinal))];
        using LedgerAnchor changed = await OpenAsync();

        changed.State.ShouldBe(AnchorState.Unusable);
        changed.MayForward.ShouldBeFalse();
        (await changed.CompareAsync(Cancellation)).Problem!.ShouldStartWith("line 2 of the anchor was changed");
    }

    [Fact]
    public async Task An_endpoint_that_lost_its_lines_is_missed()
    {
        using (LedgerAnchor anchor = await OpenAsync())
        {
            await _anchored.RecordAsync(anchor, "a", "c", SharingChoice.None);
        }

        _endpoint.Lines = [];
        using LedgerAnchor missing = await OpenAsync();
        missing.State.ShouldBe(AnchorState.Missing);
    }

    [Fact]
    public async Task An_endpoint_that_answers_and_keeps_nothing_is_no_anchor()
    {
        _endpoint.Forgets = true;
        using LedgerAnchor anchor = await OpenAsync();
        anchor.State.ShouldBe(AnchorState.Unusable);
    }

    [Theory]
    [InlineData(204)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task An_endpoint_that_does_not_answer_its_lines_stops_the_forwards_until_it_does(int status)
    {
        using (LedgerAnchor anchor = await OpenAsync())
        {
            await _anchored.RecordAsync(anchor, "a", "c", SharingChoice.None);
        }

        _endpoint.Answered = status;
        using LedgerAnchor unreadable = await OpenAsync();
        unreadable.State.ShouldBe(AnchorState.Unusable);
        unreadable.MayForward.ShouldBeFalse();
        await unreadable.LookAgainAsync(Cancellation);
        unreadable.MayForward.ShouldBeFalse();

        _endpoint.Answered = 200;
        await unreadable.LookAgainAsync(Cancellation);
        unreadable.State.ShouldBe(AnchorState.Agrees);
        _logs.GetSnapshot().ShouldContain(static record => record.Id.Id == 1915);
    }

    [Fact]
    public async Task An_endpoint_that_cannot_be_read_at_the_first_start_is_begun_later()
    {
        _endpoint.Answered = 500;
        using LedgerAnchor anchor = await OpenAsync();
        anchor.State.ShouldBe(AnchorState.Unusable);
        _endpoint.Lines.ShouldBeEmpty();

        _endpoint.Answered = 200;
        await anchor.LookAgainAsync(Cancellation);

        anchor.State.ShouldBe(AnchorState.Agrees);
        _endpoint.Lines.ShouldHaveSingleItem().ShouldContain("\"kind\":\"head\"");
    }

    [Fact]
    public async Task An_answer_that_may_have_been_cut_off_is_not_taken()
    {
        using (LedgerAnchor anchor = await OpenAsync())
        {
            await _anchored.RecordAsync(anchor, "a", "c", SharingChoice.None);
        }

        foreach (string length in new[] { "", $"Content-Length: {_endpoint.Text.Length + 1}\r\n", $"Content-Length: {AnchorWebhook.MaxBytes + 1}\r\n" })
        {
            using TcpListener listener = new(IPAddress.Loopback, 0);
            listener.Start();
            Task answering = AnswerAsync(listener, $"HTTP/1.1 200 OK\r\nConnection: close\r\n{length}\r\n{_endpoint.Text}");
            using LedgerAnchor cut = await OpenAsync(Options, $"http://{listener.LocalEndpoint}/");
            cut.State.ShouldBe(AnchorState.Unusable, length);
            await answering;
        }
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using AnchorEndpoint elsewhere = await AnchorEndpoint.StartAsync();
        using LedgerAnchor anchor = await OpenAsync(WithCredential());
        _endpoint.Location = elsewhere.Address;
        foreach (int status in new[] { 301, 302, 307, 308 })
        {
            _endpoint.Added = status;
            _endpoint.Answered = status;
            await Should.ThrowAsync<IOException>(async () => await _anchored.RecordAsync(anchor, "a", "c", SharingChoice.None));
            await Should.ThrowAsync<AnchorWebhookException>(async () => await anchor.CompareAsync(Cancellation));
        }

        elsewhere.Heads.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_credential_is_sent_with_each_call_and_never_logged()
    {
        LedgerOptions options = WithCredential();
        using (LedgerAnchor anchor = await OpenAsync(options))
        {
            await _anchored.RecordAsync(anchor, "a", "c", SharingChoice.None);
            _endpoint.Added = 401;
            await Should.ThrowAsync<IOException>(async () => await _anchored.RecordAsync(anchor, "a", "d", SharingChoice.None));
        }

        _endpoint.Answered = 401;
        using (await OpenAsync(options))
        {
            _endpoint.Heads.ShouldAllBe(static head => head.Contains($"Authorization: {Secret}"));
        }

        string logged = string.Join('\n', _logs.GetSnapshot().Select(static record => $"{record.Message} {record.Exception}"));
        logged.ShouldContain("answered 401 to GET");
        logged.ShouldNotContain("anchor-secret");
        _endpoint.Heads.ShouldAllBe(static head => !head.Contains("traceparent"));
    }

    [Fact]
    public async Task A_changed_credential_is_presented_at_once_and_a_missing_one_stops_the_recording_of_nones()
    {
        LedgerOptions options = WithCredential();
        using LedgerAnchor anchor = await OpenAsync(options);
        await File.WriteAllTextAsync(options.AnchorCredential.FromFile!, "Bearer another-0123456789", Cancellation);
        await _anchored.RecordAsync(anchor, "a", "c", SharingChoice.None);
        _endpoint.Heads[^1].ShouldContain("Authorization: Bearer another-0123456789");

        File.Delete(options.AnchorCredential.FromFile!);
        await Should.ThrowAsync<IOException>(async () => await _anchored.RecordAsync(anchor, "a", "d", SharingChoice.None));
        _logs.GetSnapshot().ShouldContain(static record => record.Id.Id == 1912 && record.Message.Contains("does not exist"));
    }

    [Fact]
    public async Task The_credential_goes_to_the_configured_address_only()
    {
        await using AnchorEndpoint elsewhere = await AnchorEndpoint.StartAsync();
        LedgerOptions options = WithCredential();
        foreach (string place in new[] { elsewhere.Address, _endpoint.Address })
        {
            using IAnchorLines lines = AnchorPlace.Open(place, options);
            (await lines.ReadAsync(Cancellation)).ShouldBe("");
        }

        elsewhere.Heads.ShouldHaveSingleItem().ShouldNotContain("anchor-secret");
        _endpoint.Heads.ShouldHaveSingleItem().ShouldContain(Secret);
    }

    [Fact]
    public async Task Two_replicas_share_an_anchor_whatever_the_order_of_their_lines()
    {
        using (LedgerAnchor first = await OpenAsync())
        using (LedgerAnchor second = await OpenAsync())
        {
            for (int i = 0; i < 5; i++)
            {
                await _anchored.RecordAsync(first, "a", $"first-{i}", SharingChoice.None);
                await _anchored.RecordAsync(second, "a", $"second-{i}", SharingChoice.None);
                await first.AddHeadAsync();
            }
        }

        _endpoint.Lines = [.. _endpoint.Lines.Reverse()];
        using LedgerAnchor third = await OpenAsync();
        third.State.ShouldBe(AnchorState.Agrees);
        third.IsSound.ShouldBeTrue();
        (await LedgerVerifier.VerifyAsync(
            _anchored.Storage.Ledger, [new AnchorCheck(AnchorContent.Parse(_endpoint.Text, new AnchorSeal(_anchored.Ring)))], Cancellation))
            .ShouldBeOfType<LedgerVerification.Verified>();
    }

    [Fact]
    public async Task What_one_replica_recorded_is_missed_by_the_other_one_too()
    {
        byte[] backup;
        using (LedgerAnchor first = await OpenAsync())
        {
            backup = await _anchored.BackUpAsync();
            await _anchored.RecordAsync(first, "a", "lost", SharingChoice.None);
        }

        await _anchored.RestoreAsync(backup);
        using LedgerAnchor second = await OpenAsync();
        using LedgerAnchor third = await OpenAsync();
        second.State.ShouldBe(AnchorState.Older);
        third.State.ShouldBe(AnchorState.Older);

        // One of them is told; the other one finds it.
        (await second.ReconcileAsync(Actor, leavesMissing: true)).ShouldBeOfType<AnchorReconciliation.Done>();
        third.MayForward.ShouldBeFalse();
        await third.LookAgainAsync(Cancellation);
        third.State.ShouldBe(AnchorState.Agrees);
    }

    private static async Task AnswerAsync(TcpListener listener, string answer)
    {
        using Socket socket = await listener.AcceptSocketAsync(Cancellation);
        await socket.ReceiveAsync(new byte[4096], Cancellation);
        await socket.SendAsync(Encoding.UTF8.GetBytes(answer), Cancellation);
        socket.Shutdown(SocketShutdown.Send);
    }

    private Task<LedgerAnchor> OpenAsync() => OpenAsync(Options);

    private Task<LedgerAnchor> OpenAsync(LedgerOptions options, string address)
    {
        options.Anchor = address;
        return OpenAsync(options);
    }

    private Task<LedgerAnchor> OpenAsync(LedgerOptions options)
    {
        LoggerFactory loggers = new([new FakeLoggerProvider(_logs)]);
        return _anchored.OpenAsync(options, loggers.CreateLogger<LedgerAnchor>());
    }

    private LedgerOptions WithCredential()
    {
        LedgerOptions options = Options;
        options.AnchorCredential.Header = "Authorization";
        options.AnchorCredential.FromFile = _anchored.Folder["credential"];
        File.WriteAllText(options.AnchorCredential.FromFile, Secret + "\n");
        return options;
    }
}
