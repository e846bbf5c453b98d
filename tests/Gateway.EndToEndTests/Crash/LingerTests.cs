using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests.Crash;

/// <summary>A process that is gone must not go on sending: what its kernel still holds for the vendor is dropped with it.</summary>
public sealed class LingerTests
{
    private const int ReceiveBuffer = 64 * 1024;

    /// <summary>What may still be on its way: the receiver's window and what loopback has in hand. Without linger 0 it is megabytes.</summary>
    private const int MostAfterDeath = 512 * 1024;

    private const int BodyBytes = 8 * 1024 * 1024;

    [Fact]
    public async Task A_killed_gateway_delivers_nothing_more_from_its_send_queue()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using Socket listener = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = ReceiveBuffer };
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        await using VendorGateway gateway = new((IPEndPoint)listener.LocalEndPoint!);
        await gateway.StartAsync();
        Task<Socket> accepting = listener.AcceptAsync(cancellationToken).AsTask();
        Task<(int, JsonElement)> write = gateway.SendAsync("PUT", "/clients/1001", Large());
        using Socket vendor = await accepting;

        // The vendor reads nothing. Once the gateway's process has nothing more to do, its kernel's send queue is full.
        TimeSpan before = TimeSpan.MinValue;
        await gateway.Process.WaitUntilAsync(() =>
        {
            TimeSpan used = gateway.Process.CpuTime;
            bool isIdle = vendor.Available > 0 && used == before;
            before = used;
            return Task.FromResult(isIdle);
        });
        await gateway.KillAsync();

        long delivered = 0;
        byte[] buffer = new byte[ReceiveBuffer];
        try
        {
            int read;
            while ((read = await vendor.ReceiveAsync(buffer, cancellationToken)) > 0)
            {
                delivered += read;
            }
        }
        catch (SocketException reset)
        {
            reset.SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{delivered} bytes were read after the process had ended");
        delivered.ShouldBeLessThan(MostAfterDeath);
        await Should.ThrowAsync<HttpRequestException>(write);
    }

    private static string Large()
    {
        StringBuilder json = new("{\"client\":{\"alias\":[\"\"", BodyBytes + 2000);
        while (json.Length < BodyBytes)
        {
            json.Append(",\"").Append('x', 1000).Append('"');
        }

        return json.Append("]}}").ToString();
    }
}
