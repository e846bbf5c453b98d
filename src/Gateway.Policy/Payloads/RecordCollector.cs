using System.Globalization;
using System.Text;
using System.Text.Json;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads;

/// <summary>Collects what a payload says about clients: for the whole payload, and for each element of its list of records.</summary>
internal sealed class RecordCollector
{
    /// <summary>How many records one request may hold.</summary>
    internal const int MaxRecords = 10_000;

    /// <summary>How many references one request may hold, those that count for every record counted once a record.</summary>
    internal const int MaxReferences = 100_000;

    /// <summary>The longest identity part that is looked at, in bytes; a longer one names nobody.</summary>
    private const int MaxPartLength = 1024;

    /// <summary>Bytes of the longest escape of one character.</summary>
    private const int EscapeLength = 6;

    private readonly List<ClientReference> _references = [];
    private readonly List<ClientReference> _shared = [];
    private readonly List<Item> _items = [];
    private readonly IdentityParts _parts = new();
    private readonly IdentityParts _itemParts = new();
    private RoiParts _roi;
    private RoiParts _itemRoi;
    private int _ssnPieces;
    private readonly List<string> _links = [];
    private bool _isInItem;
    private bool _itemsFound;
    private bool _isItemLocked;
    private bool _isLocked;
    private bool _isDeletion;

    /// <summary>The references outside the list of records.</summary>
    internal IReadOnlyList<ClientReference> Shared => _shared;

    /// <summary>Starts a payload.</summary>
    /// <param name="ssnPieces">In how many fields the Social Security number stands.</param>
    internal void Reset(int ssnPieces)
    {
        _references.Clear();
        _shared.Clear();
        _items.Clear();
        _ssnPieces = ssnPieces;
        _parts.Reset(ssnPieces);
        _itemParts.Reset(ssnPieces);
        _links.Clear();
        _roi = _itemRoi = default;
        _isInItem = _itemsFound = _isItemLocked = _isLocked = _isDeletion = false;
    }

    /// <summary>The list of records begins.</summary>
    internal void BeginItems() => _itemsFound = true;

    /// <summary>The next record begins.</summary>
    /// <returns>Why the payload is refused, or null.</returns>
    internal UnreadableReason? BeginItem()
    {
        CloseItem();
        if (_items.Count == MaxRecords)
        {
            return UnreadableReason.TooManyRecords;
        }

        _isInItem = true;
        return null;
    }

    /// <summary>The list of records ends; what follows counts for all of them.</summary>
    internal void EndItems()
    {
        CloseItem();
        _isInItem = false;
    }

    /// <summary>The record, or the whole payload, asks for a lock.</summary>
    internal void Lock()
    {
        if (_isInItem)
        {
            _isItemLocked = true;
        }
        else
        {
            _isLocked = true;
        }
    }

    /// <summary>The payload says that what it is about is deleted.</summary>
    internal void Delete() => _isDeletion = true;

    /// <summary>Takes a reference.</summary>
    /// <param name="selector">What it is.</param>
    /// <param name="reader">A reader on a scalar that is neither null nor empty.</param>
    /// <returns>Why the payload is refused, or null.</returns>
    internal UnreadableReason? Take(ReferenceSelector selector, ref Utf8JsonReader reader) =>
        TryIdentifier(ref reader, selector.Role, out string value)
            ? Take(new ClientReference(selector.Scheme, selector.Role, value, selector.Name))
            : UnreadableReason.InvalidIdentifier;

    /// <summary>Takes what a selector found.</summary>
    /// <param name="found">A reference, a link to another entry, nothing, or why the payload is refused.</param>
    /// <returns>Why the payload is refused, or null.</returns>
    internal UnreadableReason? Take(in FoundReference found)
    {
        if (found.Link is { } link)
        {
            if (_links.Count >= MaxReferences)
            {
                return UnreadableReason.TooManyRecords;
            }

            _links.Add(link);
        }

        return found.Refused ?? (found.Reference is { } reference ? Take(reference) : null);
    }

    /// <summary>Reads a value without taking it.</summary>
    /// <param name="selector">What it is.</param>
    /// <param name="reader">A reader on a scalar that is neither null nor empty.</param>
    /// <returns>What it is; nothing where it points at another kind of resource.</returns>
    internal static FoundReference Find(ReferenceSelector selector, ref Utf8JsonReader reader)
    {
        string value;
        if (selector.Prefix is not { } prefix)
        {
            return TryIdentifier(ref reader, selector.Role, out value)
                ? new FoundReference(null, new ClientReference(selector.Scheme, selector.Role, value, selector.Name), null)
                : new FoundReference(UnreadableReason.InvalidIdentifier, null, null);
        }

        if (reader.TokenType != JsonTokenType.String
            || reader.ValueSpan.Length > MaxPartLength
            || ResourceReference.Read(reader.GetString()!) is not { } resource)
        {
            return new FoundReference(UnreadableReason.InvalidIdentifier, null, null);
        }

        if (resource.Link is { } link)
        {
            return new FoundReference(null, null, link);
        }

        if (resource.Type is null || !prefix.AsSpan().TrimEnd('/').SequenceEqual(resource.Type))
        {
            return default;
        }

        value = resource.Id!;
        return IdentifierText.IsValid(value, selector.Role)
            ? new FoundReference(null, new ClientReference(selector.Scheme, selector.Role, value, selector.Name), null)
            : new FoundReference(UnreadableReason.InvalidIdentifier, null, null);
    }

    /// <summary>Takes a part of an identity.</summary>
    /// <param name="slot">Which part.</param>
    /// <param name="reader">A reader on a scalar that is neither null nor empty.</param>
    /// <returns>Why the payload is refused, or null.</returns>
    internal UnreadableReason? Take(IdentitySlot slot, ref Utf8JsonReader reader) =>
        TextOf(ref reader) is { } text ? Take(slot, text) : null;

    /// <summary>Takes a part of an identity.</summary>
    /// <param name="slot">Which part.</param>
    /// <param name="text">Its text.</param>
    /// <returns>Why the payload is refused, or null.</returns>
    internal UnreadableReason? Take(IdentitySlot slot, string text) =>
        (_isInItem ? _itemParts : _parts).TrySet(slot, text) ? null : UnreadableReason.DuplicateName;

    /// <summary>The text of a part of an identity.</summary>
    /// <param name="reader">A reader on a scalar.</param>
    /// <returns>Null for what is no text or too long to name somebody.</returns>
    internal static string? TextOf(ref Utf8JsonReader reader) =>
        reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number) || reader.ValueSpan.Length > MaxPartLength ? null
        : reader.TokenType == JsonTokenType.String ? reader.GetString()!
        : Encoding.ASCII.GetString(reader.ValueSpan);

    /// <summary>Takes a part of a ROI record.</summary>
    /// <param name="field">Which part.</param>
    /// <param name="reader">A reader on a scalar that is neither null nor empty.</param>
    /// <returns>Why the payload is refused, or null.</returns>
    internal UnreadableReason? Take(RoiField field, ref Utf8JsonReader reader)
    {
        ref RoiParts parts = ref _isInItem ? ref _itemRoi : ref _roi;
        if (field.Part == RoiPart.Choice)
        {
            if (field.ChoiceOf(in reader) is not { } choice)
            {
                return UnreadableReason.UnknownChoice;
            }

            parts.Take(choice);
            return null;
        }

        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number) || reader.ValueSpan.Length > MaxPartLength)
        {
            return null;
        }

        string text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : Encoding.ASCII.GetString(reader.ValueSpan);
        return parts.TrySet(field.Part, text) ? null : UnreadableReason.DuplicateName;
    }

    /// <summary>The records of the payload.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="request">The references of path, query and headers; they count for every record.</param>
    /// <returns>All records, or why there are none.</returns>
    internal PayloadReading Build(RouteRule rule, IReadOnlyList<ClientReference> request)
    {
        ReportedIdentity? identity = _parts.ToIdentity();
        if (!rule.BodyMatcher.HasItems)
        {
            ClientReference[] references = Together(request, 0, 0);
            Operation operation = _isDeletion ? Operation.Delete : rule.Operation;
            return new PayloadReading.Readable([new PayloadRecord(rule.Kind, operation, references, identity, _isLocked, "") { CanBeLocked = rule.KnowsLock, Roi = _roi.ToStatement(), Links = LinksOf() }]);
        }

        if (!_itemsFound || _items.Count == 0)
        {
            return new PayloadReading.Unreadable(UnreadableReason.ItemsMissing);
        }

        long total = ((long)(request.Count + _shared.Count) * _items.Count) + _references.Count;
        return total > MaxReferences
            ? new PayloadReading.Unreadable(UnreadableReason.TooManyRecords)
            : new PayloadReading.Readable(BuildItems(rule, request, identity));
    }

    private PayloadRecord[] BuildItems(RouteRule rule, IReadOnlyList<ClientReference> request, ReportedIdentity? identity)
    {
        var records = new PayloadRecord[_items.Count];
        int first = 0;
        for (int i = 0; i < records.Length; i++)
        {
            Item item = _items[i];
            records[i] = new PayloadRecord(
                rule.Kind,
                _isDeletion ? Operation.Delete : rule.Operation,
                Together(request, first, item.End),
                item.Identity ?? identity,
                item.IsLocked || _isLocked,
                string.Create(CultureInfo.InvariantCulture, $"{rule.BodyMatcher.ItemsPointer}/{i}"))
            {
                Links = LinksOf(),
                CanBeLocked = rule.KnowsLock,
                Roi = item.Roi ?? _roi.ToStatement(),
            };
            first = item.End;
        }

        return records;
    }

    private string[] LinksOf() => _links.Count == 0 ? [] : [.. _links.Distinct(StringComparer.Ordinal)];

    private UnreadableReason? Take(in ClientReference reference)
    {
        if (_references.Count + _shared.Count >= MaxReferences)
        {
            return UnreadableReason.TooManyRecords;
        }

        (_isInItem ? _references : _shared).Add(reference);
        return null;
    }

    /// <summary>The references of the request, those outside the list, and those of one element.</summary>
    private ClientReference[] Together(IReadOnlyList<ClientReference> request, int first, int end)
    {
        var references = new ClientReference[request.Count + _shared.Count + end - first];
        for (int i = 0; i < request.Count; i++)
        {
            references[i] = request[i];
        }

        _shared.CopyTo(references, request.Count);
        _references.CopyTo(first, references, request.Count + _shared.Count, end - first);
        return references;
    }

    private void CloseItem()
    {
        if (!_isInItem)
        {
            return;
        }

        _items.Add(new Item(_references.Count, _itemParts.ToIdentity(), _isItemLocked, _itemRoi.ToStatement()));
        _itemParts.Reset(_ssnPieces);
        _itemRoi = default;
        _isItemLocked = false;
        _isInItem = false;
    }

    private static bool TryIdentifier(ref Utf8JsonReader reader, ReferenceRole role, out string value)
    {
        scoped ReadOnlySpan<byte> text = reader.ValueSpan;
        Span<byte> unescaped = stackalloc byte[ClientReference.MaxLength * EscapeLength];
        bool isValid = false;
        if (reader.TokenType == JsonTokenType.Number)
        {
            isValid = IdentifierText.IsInteger(text);
        }
        else if (reader.TokenType == JsonTokenType.String && text.Length <= unescaped.Length)
        {
            text = reader.ValueIsEscaped ? unescaped[..reader.CopyString(unescaped)] : text;
            isValid = IdentifierText.IsValid(text, role);
        }

        value = isValid ? Encoding.ASCII.GetString(text) : "";
        return isValid;
    }

    private readonly record struct Item(int End, ReportedIdentity? Identity, bool IsLocked, RoiStatement? Roi);
}
