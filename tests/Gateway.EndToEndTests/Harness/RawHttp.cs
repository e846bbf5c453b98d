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
}
