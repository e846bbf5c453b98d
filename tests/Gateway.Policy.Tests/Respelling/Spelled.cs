using System.Text;

namespace HmisGateway.Policy.Tests.Respelling;

/// <summary>A request as it would be sent.</summary>
/// <param name="Target">Path and query.</param>
/// <param name="ContentType">The content type of the body.</param>
/// <param name="Body">The body; empty for none.</param>
/// <param name="Headers">The other headers.</param>
internal sealed record Spelled(string Target, string ContentType, byte[] Body, IReadOnlyList<(string Name, string Value)> Headers)
{
    public override string ToString() =>
        $"{Target}\n{string.Concat(Headers.Select(static header => $"{header.Name}: {header.Value}\n"))}{ContentType}\n{Encoding.UTF8.GetString(Body)}\n{Convert.ToHexString(Body)}";
}
