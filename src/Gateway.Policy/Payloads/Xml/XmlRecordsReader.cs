using System.Globalization;
using System.Xml.Linq;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads.Documents;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads.Xml;

/// <summary>Reads a document whose elements are records of several kinds, such as a HUD HMIS XML export.</summary>
/// <param name="rule">The rule of the route.</param>
/// <param name="request">The references of path, query and headers; they count for every record.</param>
/// <param name="reader">A reader whose sweep is on its way.</param>
/// <remarks>
/// 1. The elements that lead to the records are followed from the root down; there may be several of each.
/// 2. An element with a rule is a record of its kind, by its local name: the namespace of an extension makes no difference.
/// 3. An element without clients is read for the shared references only; where it has one all the same, it is a record.
/// 4. Any other element is not covered.
/// 5. What a record says of others of the document is followed.
/// </remarks>
internal sealed class XmlRecordsReader(RouteRule rule, IReadOnlyList<ClientReference> request, JsonPayloadReader reader) : IDisposable
{
    private readonly DocumentLinks _links = new();
    private readonly XmlPartReader _parts = new(rule, request, reader);
    private int _count;

    /// <summary>Reads a document.</summary>
    /// <param name="root">Its root.</param>
    /// <returns>The records and what they do together; or why there are none.</returns>
    internal PayloadReading Read(XElement root)
    {
        if (Visit(root, 0, "/" + rule.Under[0]) is { } refused)
        {
            return refused;
        }

        return _links.Resolve(out List<PayloadRecord> records) is { } reason ? new PayloadReading.Unreadable(reason) : SeveralRecords.Together(records);
    }

    /// <inheritdoc/>
    public void Dispose() => _parts.Dispose();

    private PayloadReading? Visit(XElement element, int level, string pointer)
    {
        string name = element.Name.LocalName;
        if (level < rule.Under.Count && name == rule.Under[level])
        {
            return VisitBelow(element, level, pointer);
        }

        if (level > 0 && rule.WithoutClients.Contains(name))
        {
            return Take(_parts.Read(element, rule.OtherPart!), pointer, isOther: true);
        }

        return level == rule.Under.Count && rule.Elements.TryGetValue(name, out RouteRule? part)
            ? Take(_parts.Read(element, part), pointer, isOther: false)
            : new PayloadReading.NotCovered(name);
    }

    private PayloadReading? VisitBelow(XElement element, int level, string pointer)
    {
        if (!_parts.TrySweep(element))
        {
            return new PayloadReading.Unreadable(UnreadableReason.AmbiguousXml);
        }

        int place = 0;
        foreach (XElement child in element.Elements())
        {
            string below = string.Create(CultureInfo.InvariantCulture, $"{pointer}/{place++}");
            if (Visit(child, level + 1, below) is { } refused)
            {
                return refused;
            }
        }

        return null;
    }

    private PayloadReading? Take(PayloadReading reading, string pointer, bool isOther)
    {
        if (reading is not PayloadReading.Readable readable)
        {
            return reading;
        }

        foreach (PayloadRecord record in readable.Records)
        {
            if (isOther && record.References.Count == request.Count)
            {
                continue;
            }

            if (++_count > RecordCollector.MaxRecords)
            {
                return new PayloadReading.Unreadable(UnreadableReason.TooManyRecords);
            }

            _links.Add(record with { Pointer = pointer + record.Pointer });
        }

        return null;
    }
}
