using System.Net;
using System.Net.Sockets;
using HmisGateway.Consent.Permits;
using HmisGateway.Pipeline.Forwarding;

namespace HmisGateway.Tests.Consent.Permits;

/// <summary>The connection to a vendor on real sockets: nothing leaves without a permit, or after it.</summary>
public sealed class DeadlineStreamTests : IAsyncLifetime
{
    private readonly SetClock _clock = new();
    private readonly Socket _vendor;
    private readonly DeadlineStream _stream;

    public DeadlineStreamTests()
    {
        using Socket listener = new(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, LingerState = new LingerOption(enable: true, seconds: 0) };
        socket.Connect(listener.LocalEndPoint!);
        _vendor = listener.Accept();
        _stream = new DeadlineStream(socket, isTls: false);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _vendor.Dispose();
    }

    [Fact]
    public async Task What_has_a_permit_is_sent()
    {
        SendDeadline.Current = Until(10);

        await _stream.WriteAsync("hello"u8.ToArray(), Stop);

        byte[] received = new byte[16];
        (await _vendor.ReceiveAsync(received, Stop)).ShouldBe(5);
    }

    [Fact]
    public async Task What_belongs_to_no_permit_is_not_sent_and_the_connection_is_reset()
    {
        SendDeadline.Current = null;

        await Should.ThrowAsync<IOException>(async () => await _stream.WriteAsync("hello"u8.ToArray(), Stop));

        await ResetAsync();
    }

    [Fact]
    public async Task After_the_deadline_nothing_is_sent_and_the_connection_is_reset()
    {
        // Within the margin: a look after the write would find nothing wrong.
        SendDeadline.Current = Until(10, margin: 5);
        _clock.Now = TimeSpan.FromSeconds(10);

        await Should.ThrowAsync<IOException>(async () => await _stream.WriteAsync("hello"u8.ToArray(), Stop));

        await ResetAsync();
    }

    [Fact]
    public async Task A_renewed_permit_sends_on_and_one_that_was_ended_never_again()
    {
        SendDeadline deadline = Until(10);
        SendDeadline.Current = deadline;
        _clock.Now = TimeSpan.FromSeconds(12);
        deadline.Extend(TimeSpan.FromSeconds(20));
        await _stream.WriteAsync("hello"u8.ToArray(), Stop);

        deadline.End();
        deadline.Extend(TimeSpan.FromSeconds(30));

        await Should.ThrowAsync<IOException>(async () => await _stream.WriteAsync("hello"u8.ToArray(), Stop));
    }

    [Fact]
    public void A_permit_that_was_not_renewed_in_time_has_lapsed_and_one_that_was_ended_has_not()
    {
        SendDeadline deadline = Until(10);
        deadline.End();
        deadline.HasPassed.ShouldBeTrue();
        deadline.HasLapsed.ShouldBeFalse();

        _clock.Now = TimeSpan.FromSeconds(10);

        deadline.HasLapsed.ShouldBeTrue();
    }

    [Fact]
    public async Task The_clock_is_looked_at_before_each_piece_of_a_long_write()
    {
        SendDeadline.Current = Until(10, margin: 5);
        _clock.AdvanceWithEachLook = TimeSpan.FromSeconds(2);

        await Should.ThrowAsync<IOException>(async () => await _stream.WriteAsync(new byte[256 * 1024], Stop));

        // Looks at 2 and 6 seconds let one piece each through; those at 4 and 8 look back at it.
        _clock.Looks.ShouldBe(5);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(100_000)]
    public async Task A_write_during_which_the_permit_expired_is_told_and_resets_the_connection(int length)
    {
        SendDeadline.Current = Until(10, margin: 3);
        _clock.Now = TimeSpan.FromSeconds(1);
        _clock.AdvanceWithEachLook = TimeSpan.FromSeconds(8);

        // Looks at 9 seconds, before, and at 17 seconds, after.
        await Should.ThrowAsync<IOException>(async () => await _stream.WriteAsync(new byte[length], Stop));

        SendDeadline.Current!.WasOverrun.ShouldBeTrue();
        await ResetAsync();
    }

    [Fact]
    public async Task What_the_vendor_has_not_taken_when_it_has_answered_is_dropped()
    {
        SendDeadline deadline = Until(10);
        SendDeadline.Current = deadline;
        Task writing = FillAsync();
        await Task.WhenAny(writing, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Stop));

        deadline.EnsureDelivered();

        await Task.WhenAny(writing, Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System, Stop));
        writing.IsFaulted.ShouldBeTrue("the vendor would get what it had not taken");
        await ResetAsync();
    }

    [Fact]
    public async Task A_connection_on_which_everything_was_delivered_is_kept_for_the_next_request()
    {
        await AnsweredAsync();

        await AnsweredAsync();
    }

    [Fact]
    public async Task The_watchdog_lets_the_connection_of_a_forward_that_is_over_alone()
    {
        SendDeadline first = await AnsweredAsync();
        first.Release();
        first.HasPassed.ShouldBeTrue();

        first.Reset();

        await AnsweredAsync();
    }

    [Fact]
    public async Task The_watchdog_lets_a_connection_alone_that_sends_the_next_request_already()
    {
        SendDeadline first = await AnsweredAsync();
        await AnsweredAsync();

        first.Reset();

        await AnsweredAsync();
    }

    [Fact]
    public async Task The_watchdog_resets_the_connection_of_a_forward_whose_permit_has_expired()
    {
        SendDeadline first = await AnsweredAsync();

        first.Reset();

        await ResetAsync();
    }

    private SendDeadline Until(int seconds, int margin = 0)
    {
        SendDeadline deadline = new(_clock, TimeSpan.FromSeconds(margin));
        deadline.Extend(TimeSpan.FromSeconds(seconds));
        return deadline;
    }

    /// <summary>A request that was sent, delivered and answered: the answer acknowledges it.</summary>
    private async Task<SendDeadline> AnsweredAsync()
    {
        SendDeadline request = Until(10);
        SendDeadline.Current = request;
        await Should.NotThrowAsync(async () => await _stream.WriteAsync("hello"u8.ToArray(), Stop));
        (await _vendor.ReceiveAsync(new byte[16], Stop)).ShouldBe(5);
        await _vendor.SendAsync("answer"u8.ToArray(), Stop);
        await _stream.ReadExactlyAsync(new byte[6], Stop);
        request.EnsureDelivered();
        return request;
    }

    /// <summary>Writes more than both kernels hold.</summary>
    private async Task FillAsync()
    {
        byte[] piece = new byte[16 * 1024];
        while (true)
        {
            await _stream.WriteAsync(piece, Stop);
        }
    }

    /// <summary>The vendor reads what had arrived, and then finds the connection reset.</summary>
    private async Task ResetAsync()
    {
        byte[] buffer = new byte[64 * 1024];
        SocketException reset = await Should.ThrowAsync<SocketException>(async () =>
        {
            while (await _vendor.ReceiveAsync(buffer, Stop) > 0)
            {
            }
        });
        reset.SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
    }
}
