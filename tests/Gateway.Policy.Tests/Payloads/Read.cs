using System.Text;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Profiles;

namespace HmisGateway.Policy.Tests.Payloads;

/// <summary>Shortcuts to read a payload and to compare what was found.</summary>
internal static class Read
{
    internal static PayloadReading Body(RouteRule rule, string json) => Body(rule, Encoding.UTF8.GetBytes(json));

    internal static PayloadReading Body(RouteRule rule, ReadOnlySpan<byte> json)
    {
        var reader = new JsonPayloadReader(rule);
        reader.Push(json);
        return reader.Complete();
    }

    internal static PayloadReading InPieces(RouteRule rule, ReadOnlySpan<byte> json, IEnumerable<int> sizes)
    {
        var reader = new JsonPayloadReader(rule);
        foreach (int size in sizes)
        {
            int taken = Math.Min(size, json.Length);
            reader.Push(json[..taken]);
            json = json[taken..];
        }

        reader.Push(json);
        return reader.Complete();
    }

    internal static PayloadReading Request(
        VendorProfile profile, string method, string target, string? body = null, params (string Name, string Value)[] headers)
    {
        string? stated = headers.FirstOrDefault(static h => h.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value;
        return RequestOf(
            stated ?? The.ContentType(profile, method, target), profile, method, target, body is null ? [] : Encoding.UTF8.GetBytes(body), headers);
    }

    internal static PayloadReading RequestOf(
        string contentType, VendorProfile profile, string method, string target, byte[] body, params (string Name, string Value)[] headers) =>
        RequestReader.Read(
            The.Match(profile, method, target, hasBody: body.Length > 0, contentType),
            The.Target(target),
            name => headers.FirstOrDefault(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value
                ?? (name == "Content-Type" && body.Length > 0 ? contentType : null),
            body);

    internal static IReadOnlyList<PayloadRecord> Records(this PayloadReading reading) =>
        reading.ShouldBeOfType<PayloadReading.Readable>().Records;

    internal static PayloadRecord Record(this PayloadReading reading) => reading.Records().ShouldHaveSingleItem();

    internal static UnreadableReason Reason(this PayloadReading reading) => reading.ShouldBeOfType<PayloadReading.Unreadable>().Reason;

    /// <summary>For example <c>Vendor:Refers:1003@/client/id</c>, joined by blanks.</summary>
    internal static string Text(this IEnumerable<ClientReference> references) =>
        string.Join(' ', references.Select(static r => $"{r.Scheme}:{r.Role}:{r.Value}@{r.Place}"));

    /// <summary>Everything that a reading says, as one comparable text.</summary>
    internal static string Describe(this PayloadReading reading) => reading switch
    {
        PayloadReading.Unreadable unreadable => $"{unreadable.Reason} at {unreadable.Offset}",
        PayloadReading.Readable readable => string.Join('\n', readable.Records.Select(static r =>
            $"{r.Pointer} {r.Kind} {r.Operation} locked={r.IsLocked} {r.References.Text()} {Describe(r.Identity)}")),
        _ => throw new InvalidOperationException(),
    };

    private static string Describe(ReportedIdentity? i) => i is null ? "-" : $"{i.FullName}/{i.DateOfBirth}/{i.Ssn}/{i.SsnLast4}";
}
