using System.Globalization;
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
        Take(JsonScalar.Find(selector, ref reader));

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

    /// <summary>Takes a part of an identity.</summary>
    /// <param name="slot">Which part.</param>
    /// <param name="reader">A reader on a scalar that is neither null nor empty.</param>
    /// <returns>Why the payload is refused, or null.</returns>
    internal UnreadableReason? Take(IdentitySlot slot, ref Utf8JsonReader reader) =>
        JsonScalar.TextOf(ref reader) is { } text ? Take(slot, text) : null;

    /// <summary>Takes a part of an identity.</summary>
    /// <param name="slot">Which part.</param>
    /// <param name="text">Its text.</param>
    /// <returns>Why the payload is refused, or null.</returns>
    internal UnreadableReason? Take(IdentitySlot slot, string text) =>
        (_isInItem ? _itemParts : _parts).TrySet(slot, text) ? null : UnreadableReason.DuplicateName;

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

        return JsonScalar.TextOf(ref reader) is not { } text || parts.TrySet(field.Part, text) ? null : UnreadableReason.DuplicateName;
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
        string[] links = LinksOf();
        RoiStatement? shared = _roi.ToStatement();
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
                Links = links,
                CanBeLocked = rule.KnowsLock,
                Roi = item.Roi ?? shared,
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

    private readonly record struct Item(int End, ReportedIdentity? Identity, bool IsLocked, RoiStatement? Roi);
}
