using System.Text;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Profiles;

namespace HmisGateway.Policy.Tests.Payloads;

/// <summary>Sweeps a request and looks for one protected person in it.</summary>
internal sealed class Sweep
{
    internal const string Agency = "north";
    internal const string Vendor = "hmis";
    private static readonly PersonId Protected = new(7);
    private static readonly SweepKey Key = SweepKey.Create();

    private readonly IdentifierIndex _index = new(Key);

    internal Sweep Id(string id, string agency = Agency)
    {
        _index.AddAgencyId(Protected, id, agency);
        return this;
    }

    internal Sweep VendorId(string id, string vendor = Vendor)
    {
        _index.AddVendorId(Protected, id, vendor);
        return this;
    }

    internal Sweep Identity(string? first = null, string? last = null, string? birth = null, string? ssn = null)
    {
        _index.AddIdentity(Protected, first, last, birth, ssn);
        return this;
    }

    /// <summary>An identity as it is read from a record.</summary>
    internal Sweep Stated(string? first = null, string? last = null, string? birth = null, string? ssn = null)
    {
        _index.AddIdentity(Protected, IdentityNormalizer.Normalize(first, last, birth, ssn));
        return this;
    }

    /// <summary>How a JSON value mentions the person; null when it does not.</summary>
    internal MentionKind? InJson(string json) => Find(SweepJson(json));

    /// <summary>How a text in a note mentions the person.</summary>
    internal MentionKind? InNote(string text) => InJson($$"""{"note":{{System.Text.Json.JsonSerializer.Serialize(text)}}}""");

    internal MentionKind? InRequest(
        VendorProfile profile, string method, string target, string? body = null, params (string Name, string Value)[] headers)
    {
        PayloadReading reading = Of(The.ContentType(profile, method, target), profile, method, target, body is null ? [] : Encoding.UTF8.GetBytes(body), headers);
        return Find(reading.ShouldBeOfType<PayloadReading.Readable>().Swept);
    }

    /// <summary>How a request of another content type mentions the person.</summary>
    internal MentionKind? InRequestOf(string contentType, VendorProfile profile, string method, string target, byte[] body) =>
        Find(Of(contentType, profile, method, target, body).ShouldBeOfType<PayloadReading.Readable>().Swept);

    private static PayloadReading Of(
        string contentType, VendorProfile profile, string method, string target, byte[] body, params (string Name, string Value)[] headers) =>
        RequestReader.Read(
            The.Match(profile, method, target, hasBody: body.Length > 0, contentType),
            The.Target(target),
            name => headers.FirstOrDefault(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value,
            body,
            Key);

    internal static SweptIdentifiers SweepJson(string json, int cut = 0, SweepKey? key = null)
    {
        RouteRule rule = new() { Name = "any", Root = json.StartsWith('[') ? RootType.Array : RootType.Object };
        var reader = new JsonPayloadReader(rule);
        reader.Reset(rule, sweep: key ?? Key);
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        reader.Push(bytes.AsSpan(0, cut));
        reader.Push(bytes.AsSpan(cut));
        return reader.Complete().ShouldBeOfType<PayloadReading.Readable>().Swept;
    }

    private MentionKind? Find(SweptIdentifiers swept)
    {
        IReadOnlyList<IdentifierMatch> found = _index.Find(swept, Agency, Vendor);
        return found.Count == 0 ? null : found.ShouldHaveSingleItem().Kind;
    }
}
