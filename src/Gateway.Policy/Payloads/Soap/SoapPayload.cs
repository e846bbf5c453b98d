using System.Xml.Linq;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads.Xml;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads.Soap;

/// <summary>Reads a SOAP envelope: the one operation in its body, by the rule of that operation.</summary>
internal static class SoapPayload
{
    private static readonly PayloadReading.Unreadable s_ambiguous = new(UnreadableReason.AmbiguousSoap);

    /// <summary>Reads a body.</summary>
    /// <param name="rule">The rule of the route.</param>
    /// <param name="request">The references of path, query and headers.</param>
    /// <param name="header">Gives the value of a request header by its name, or null.</param>
    /// <param name="body">The body.</param>
    /// <param name="reader">A reader whose sweep is on its way.</param>
    internal static PayloadReading Read(
        RouteRule rule, IReadOnlyList<ClientReference> request, Func<string, string?> header, ReadOnlySpan<byte> body, JsonPayloadReader reader)
    {
        if (XmlDocumentReader.Read(body, reader.Sweep) is not { } root)
        {
            return new PayloadReading.Unreadable(UnreadableReason.AmbiguousXml);
        }

        if (SoapEnvelope.Read(root, header) is not { } envelope)
        {
            return s_ambiguous;
        }

        string name = envelope.Operation.Name.LocalName;
        if (!rule.Elements.TryGetValue(name, out RouteRule? part))
        {
            return new PayloadReading.NotCovered(name);
        }

        if ((part.Namespace is { } expected && expected != envelope.Operation.Name.NamespaceName) || !envelope.Actions.All(action => IsActionOf(action, part)))
        {
            return s_ambiguous;
        }

        using var parts = new XmlPartReader(rule, request, reader);
        foreach (XElement frame in root.Elements().Prepend(root))
        {
            parts.TrySweep(frame);
        }

        foreach (XElement entry in envelope.Header)
        {
            // A header is no part of the record, but an id in it counts.
            if (parts.Read(entry, rule.OtherPart!) is not PayloadReading.Readable { Records: [{ } beside] })
            {
                return s_ambiguous;
            }

            request = [.. request, .. beside.References.Skip(request.Count)];
        }

        using var operation = new XmlPartReader(rule, request, reader);
        return operation.Read(envelope.Operation, part) switch
        {
            PayloadReading.Readable readable => SeveralRecords.Together([.. readable.Records.Select(record => record with { Pointer = $"/{name}{record.Pointer}" })]),
            PayloadReading other => other,
        };
    }

    /// <summary>Some servers choose the operation by the action, others by the element: they must say the same.</summary>
    private static bool IsActionOf(string action, RouteRule part) =>
        part.Action is { } expected
            ? action == expected
            : action.AsSpan(action.AsSpan().LastIndexOfAny("/#:") + 1).SequenceEqual(part.Name);
}
