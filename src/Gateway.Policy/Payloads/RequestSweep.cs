using System.Buffers;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads;

/// <summary>Sweeps what a request says outside its body, as far as it is forwarded.</summary>
internal static class RequestSweep
{
    private static readonly SearchValues<char> s_tellsMore = SearchValues.Create("0123456789 ");

    /// <summary>Takes path segments, query keys and values, and the headers that are forwarded.</summary>
    internal static void AddHead(IdentifierSweep sweep, RouteRule rule, RequestTarget target, Func<string, string?> header)
    {
        foreach (string segment in target.Segments)
        {
            Add(sweep, segment);
        }

        sweep.Break();
        foreach (KeyValuePair<string, string> pair in target.Query)
        {
            // A plain key does not part the values beside it: ?first=Ann&last=Lee is a name.
            if (pair.Key.AsSpan().ContainsAny(s_tellsMore))
            {
                Add(sweep, pair.Key);
            }

            sweep.AddText(pair.Value);
        }

        sweep.Break();
        Add(sweep, header("Content-Type"));
        foreach (string name in ForwardedHeaders.Standard)
        {
            Add(sweep, header(name));
        }

        foreach (string name in rule.ForwardHeaders)
        {
            Add(sweep, header(name));
        }
    }

    private static void Add(IdentifierSweep sweep, string? text)
    {
        sweep.Break();
        sweep.AddText(text);
    }
}
