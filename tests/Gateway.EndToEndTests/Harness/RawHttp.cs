using System.Net.Sockets;
using System.Text;

namespace HmisGateway.EndToEndTests.Harness;

/// <summary>Sends exactly the bytes that a test wants to send.</summary>
public static class RawHttp
{
    /// <summary>Sends one request on a connection of its own and reads until the gateway closes.</summary>
    public static async Task<string> ExchangeAsync(Uri gateway, string head, byte[] body)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(gateway.Host, gateway.Port, cancellationToken);
        await socket.SendAsync(Encoding.Latin1.GetBytes(head.ReplaceLineEndings("\r\n") + "\r\n\r\n"), cancellationToken);
        await socket.SendAsync(body, cancellationToken);
        using MemoryStream answer = new();
        byte[] buffer = new byte[16 * 1024];
        int read;
        while ((read = await socket.ReceiveAsync(buffer, cancellationToken)) > 0)
        {
            answer.Write(buffer, 0, read);
        }

        return Encoding.UTF8.GetString(answer.ToArray());
    }

    /// <summary>Sends bytes and reads until the gateway closes the connection; fails when it keeps it open.</summary>
    public static async Task<RawAnswer> UntilClosedAsync(Uri gateway, byte[] bytes)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(gateway.Host, gateway.Port, patience.Token);
        using MemoryStream answer = new();
        byte[] buffer = new byte[16 * 1024];
        try
        {
            await socket.SendAsync(bytes, patience.Token);
            int read;
            while ((read = await socket.ReceiveAsync(buffer, patience.Token)) > 0)
            {
                answer.Write(buffer, 0, read);
            }
        }
        catch (SocketException)
        {
            // Reset, because it closed with bytes unread; what came before counts.
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The connection stayed open after: " + Encoding.UTF8.GetString(answer.ToArray()));
        }

        return new RawAnswer(Encoding.UTF8.GetString(answer.ToArray()));
    }
}
