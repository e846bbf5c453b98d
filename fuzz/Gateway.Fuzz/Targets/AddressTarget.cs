using System.Text;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Fuzz.Targets;

/// <summary>A path and query that is taken as canonical is the same to <see cref="Uri"/>.</summary>
internal static class AddressTarget
{
    /// <summary>Reads an input.</summary>
    /// <exception cref="FuzzFindingException">A promise is broken.</exception>
    internal static void Read(byte[] input)
    {
        string raw = Encoding.Latin1.GetString(input);
        if (RequestTarget.Parse(raw) is not RequestTargetReading.Canonical { Target: { } target })
        {
            return;
        }

        FuzzTargets.Profile.Classify("POST", target, "application/json", hasBody: true);
        var uri = new Uri("http://a" + raw);
        if (Uri.UnescapeDataString(uri.AbsolutePath) != "/" + string.Join('/', target.Segments))
        {
            throw new FuzzFindingException($"Uri reads another path: {uri.AbsolutePath}");
        }
    }
}
