using HmisGateway.Hosting;

namespace HmisGateway.Ledger;

/// <summary>What names an anchor: the path of a file, or the address of an endpoint.</summary>
internal static class AnchorPlace
{
    /// <summary>True for an address; everything else is a path.</summary>
    public static bool IsAddress(string place) => place.Contains("://", StringComparison.Ordinal);

    /// <summary>What is wrong with an address; null when nothing is.</summary>
    public static string? AddressProblem(string address) =>
        !Uri.TryCreate(address, UriKind.Absolute, out Uri? parsed) || (parsed.Scheme != Uri.UriSchemeHttps && parsed.Scheme != Uri.UriSchemeHttp)
            ? "it is neither a path nor an absolute https address."
        : parsed.UserInfo.Length > 0 || parsed.Query.Length > 0 || parsed.Fragment.Length > 0
            ? "it carries a user, a query or a fragment."
        : parsed.Scheme == Uri.UriSchemeHttp && !parsed.IsLoopback
            ? "its credential and what it says of No Sharings would travel without TLS."
        : null;

    /// <summary>The lines that are kept there.</summary>
    /// <param name="place">An absolute path, or an address.</param>
    /// <param name="options">How the configured anchor is called. Its credential is presented to the configured address only.</param>
    /// <exception cref="AnchorWebhookException">It is an address with a problem.</exception>
    public static IAnchorLines Open(string place, LedgerOptions options)
    {
        if (!IsAddress(place))
        {
            return new AnchorFile(place);
        }

        if (AddressProblem(place) is { } problem)
        {
            throw new AnchorWebhookException($"the address of the anchor: {problem}");
        }

        Uri address = new(place);
        bool isConfigured = Uri.TryCreate(options.Anchor, UriKind.Absolute, out Uri? configured) && configured == address;
        return new AnchorWebhook(address, isConfigured ? options.AnchorCredential : new AnchorCredentialOptions(), options.AnchorTimeout);
    }
}
