using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace HmisGateway.Hosting;

/// <summary>An address to listen on, e.g. <c>http://127.0.0.1:8080</c>, <c>https://0.0.0.0:8443</c> or <c>http://*:8080</c>.</summary>
/// <param name="IsTls">True for <c>https</c>.</param>
/// <param name="Host">The host as written.</param>
/// <param name="Port">The port; 0 for any free one.</param>
internal sealed record ListenAddress(bool IsTls, string Host, int Port)
{
    /// <summary>True when only this machine can reach it.</summary>
    public bool IsLoopback =>
        string.Equals(Host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(Host, out IPAddress? address) && IPAddress.IsLoopback(address));

    /// <summary>The network address to bind: every one for <c>*</c> and <c>+</c>.</summary>
    public IPAddress BindTo =>
        string.Equals(Host, "localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
        : IPAddress.TryParse(Host, out IPAddress? address) ? address
        : IPAddress.Any;

    /// <summary>The host under which this machine calls it: loopback where it listens on every address.</summary>
    public string CallHost => Host switch
    {
        "*" or "+" or "0.0.0.0" => "127.0.0.1",
        "::" => "::1",
        _ => Host,
    };

    /// <summary>Reads an address.</summary>
    /// <param name="text">Scheme, host and port; nothing behind them.</param>
    /// <param name="address">The address.</param>
    /// <param name="problem">What is wrong with it.</param>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out ListenAddress? address, [NotNullWhen(false)] out string? problem)
    {
        address = null;
        problem = null;
        BindingAddress parsed;
        try
        {
            parsed = BindingAddress.Parse(text);
        }
        catch (FormatException)
        {
            problem = $"'{text}' is not an address.";
            return false;
        }

        bool isTls = string.Equals(parsed.Scheme, "https", StringComparison.OrdinalIgnoreCase);
        if (!isTls && !string.Equals(parsed.Scheme, "http", StringComparison.OrdinalIgnoreCase))
        {
            problem = $"the scheme of '{text}' is neither http nor https.";
        }
        else if (parsed.IsUnixPipe || parsed.IsNamedPipe || parsed.PathBase.Length > 0)
        {
            problem = $"'{text}' has something behind host and port.";
        }
        else if (parsed.Port is < 0 or > ushort.MaxValue)
        {
            problem = $"the port of '{text}' is not between 0 and {ushort.MaxValue}.";
        }
        else if (!IsBindable(parsed.Host))
        {
            problem = $"'{parsed.Host}' is not something to listen on: an IP address, localhost or *.";
        }
        else
        {
            address = new ListenAddress(isTls, parsed.Host.Trim('[', ']'), parsed.Port);
        }

        return address is not null;
    }

    // A name would make the server listen on every address: a typo must not open it to the network.
    private static bool IsBindable(string host) =>
        host is "*" or "+" || string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host, out _);
}
