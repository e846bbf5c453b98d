using System.Text;
using System.Text.Json;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads;

/// <summary>
/// Follows the tokens of one JSON text: checks what <c>Utf8JsonReader</c> does not, and hands every value that a rule looks for
/// to the collector. It keeps one small frame for each open level and copies nothing else.
/// </summary>
/// <remarks>
/// 1. A name is checked, folded and compared with the names before it in its object.
/// 2. The folded name is followed in the tree of the rule's pointers; the nodes that it leads to are the candidates for the value.
/// 3. A scalar is taken by its candidates; a container makes them the active nodes of the next level.
/// 4. Where a container of the wrong kind stands in the way of a pointer, everything in it is refused: an id is never overlooked.
/// </remarks>
internal sealed class JsonWalk
{
    /// <summary>How many levels a payload may have.</summary>
    internal const int MaxDepth = 32;

    private readonly JsonLevel[] _levels = new JsonLevel[MaxDepth + 1];
    private readonly List<JsonMatcherNode> _active = [];
    private readonly List<JsonMatcherNode> _candidates = [];
    private readonly RecordCollector _collector;
    private readonly IdentifierSweep _sweep;
    private JsonMatcher _matcher = JsonMatcher.Nothing;
    private RootType? _root;
    private bool _isLenient;
    private bool _takesOneForList;
    private int _depth;
    private int _deepest;
    private readonly byte[] _folded = new byte[256];

    internal JsonWalk(RecordCollector collector, IdentifierSweep sweep)
    {
        _collector = collector;
        _sweep = sweep;
        for (int i = 0; i < _levels.Length; i++)
        {
            _levels[i] = new JsonLevel();
        }
    }

    /// <summary>Starts a payload.</summary>
    /// <param name="matcher">What to look for.</param>
    /// <param name="root">What the root must be; null for anything.</param>
    /// <param name="isLenient">True for a vendor's answer: a value of the wrong form is skipped instead of refused.</param>
    /// <param name="takesOneForList">True where the format writes a list of one like its element.</param>
    internal void Reset(JsonMatcher matcher, RootType? root, bool isLenient, bool takesOneForList = false)
    {
        for (; _deepest > 0; _deepest--)
        {
            _levels[_deepest].Names.Trim();
        }

        _matcher = matcher;
        _root = root;
        _isLenient = isLenient;
        _takesOneForList = takesOneForList;
        _depth = 0;
        _active.Clear();
        _candidates.Clear();
        _candidates.Add(matcher.Root);
    }

    /// <summary>Takes the reader's current token.</summary>
    /// <param name="reader">The reader.</param>
    /// <returns>Why the payload is refused, or null.</returns>
    internal UnreadableReason? Take(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                return TakeName(ref reader);
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                _sweep.Break();
                return BeginValue() ?? Enter(reader.TokenType == JsonTokenType.StartArray);
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                _sweep.Break();
                return Leave();
            default:
                return BeginValue() ?? TakeScalar(ref reader);
        }
    }

    private UnreadableReason? TakeName(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> raw = reader.ValueSpan;
        ReadOnlySpan<byte> folded;
        if (!reader.ValueIsEscaped && Ascii.IsValid(raw) && !raw.Contains((byte)0x7F))
        {
            // A long name gets memory of its own: what is kept for the next payload stays small.
            byte[] scratch = raw.Length <= _folded.Length ? _folded : new byte[raw.Length];
            Ascii.ToLower(raw, scratch, out int written);
            folded = scratch.AsSpan(0, written);
            _sweep.AddName(folded);
        }
        else
        {
            if (JsonText.Problem(raw, reader.ValueIsEscaped) is { } problem)
            {
                return problem;
            }

            string name = reader.GetString()!;
            if (JsonName.HasInvisible(name))
            {
                return UnreadableReason.InvisibleInName;
            }

            _sweep.AddText(name);
            folded = Encoding.UTF8.GetBytes(JsonName.Fold(name));
        }

        ulong hash = JsonName.Hash(folded);
        JsonLevel level = _levels[_depth];
        if (!level.Names.Add(hash))
        {
            return UnreadableReason.DuplicateName;
        }

        _candidates.Clear();
        for (int i = level.FirstActive; i < _active.Count; i++)
        {
            AddCandidate(_active[i] == JsonMatcherNode.Misplaced ? JsonMatcherNode.Misplaced : _active[i].Find(hash, folded));
        }

        if (_matcher.Anywhere is { } anywhere)
        {
            AddCandidate(anywhere.Find(hash, folded));
        }

        return null;
    }

    /// <summary>Finds the candidates of a list's element; those of a member were found with its name.</summary>
    private UnreadableReason? BeginValue()
    {
        JsonLevel level = _levels[_depth];
        if (_depth == 0 || !level.IsArray)
        {
            return null;
        }

        _candidates.Clear();
        for (int i = level.FirstActive; i < _active.Count; i++)
        {
            AddCandidate(_active[i] == JsonMatcherNode.Misplaced ? JsonMatcherNode.Misplaced : _active[i].Element);
        }

        return level.IsItems ? _collector.BeginItem() : null;
    }

    private UnreadableReason? Enter(bool isArray)
    {
        if (_depth == MaxDepth)
        {
            return UnreadableReason.TooDeep;
        }

        if (_depth == 0 && _root is { } root && (root == RootType.Array) != isArray)
        {
            return UnreadableReason.UnexpectedRoot;
        }

        if (!isArray)
        {
            TakeOneForList();
        }

        int firstActive = _active.Count;
        bool isItems = false;
        foreach (JsonMatcherNode node in _candidates)
        {
            if (node.IsItems && !isArray)
            {
                return UnreadableReason.ItemsMissing;
            }

            if (node.Conditions is not null && !_isLenient)
            {
                // What decides whether a value counts must be plain.
                return UnreadableReason.InvalidIdentifier;
            }

            isItems |= node.IsItems;
            if (isArray ? node.Element is not null : node.HasMembers)
            {
                _active.Add(node);
            }
            else if (!_isLenient && (node == JsonMatcherNode.Misplaced || node.IsTaken))
            {
                return UnreadableReason.InvalidIdentifier;
            }
            else if (!_isLenient && node.Guards)
            {
                _active.Add(JsonMatcherNode.Misplaced);
            }
        }

        if (isItems)
        {
            _collector.BeginItems();
        }

        _depth++;
        _deepest = Math.Max(_deepest, _depth);
        JsonLevel level = _levels[_depth];
        level.IsArray = isArray;
        level.IsItems = isItems;
        level.FirstActive = firstActive;
        level.HasPart = false;
        level.Met.Clear();
        level.Pending.Clear();
        level.Names.Clear();
        return null;
    }

    private UnreadableReason? Leave()
    {
        JsonLevel level = _levels[_depth];
        UnreadableReason? refused = null;
        foreach (PendingValue pending in level.Pending)
        {
            if (level.Met.Contains(pending.Condition) != pending.Condition.IsExclusion)
            {
                refused ??= pending.Slot is { } slot ? _collector.Take(slot, pending.Text!) : _collector.Take(pending.Found);
            }
        }

        _active.RemoveRange(level.FirstActive, _active.Count - level.FirstActive);
        _depth--;
        if (level.IsItems)
        {
            _collector.EndItems();
        }

        return _isLenient ? null : refused;
    }

    private UnreadableReason? TakeScalar(ref Utf8JsonReader reader)
    {
        if (_depth == 0 && _root is not null)
        {
            return UnreadableReason.UnexpectedRoot;
        }

        if (reader.TokenType == JsonTokenType.String
            && !_isLenient
            && JsonText.Problem(reader.ValueSpan, reader.ValueIsEscaped) is { } problem)
        {
            return problem;
        }

        _sweep.Add(ref reader);
        TakeOneForList();
        foreach (JsonMatcherNode node in _candidates)
        {
            if (TakeScalar(node, ref reader) is { } refused && !_isLenient)
            {
                return refused;
            }
        }

        return null;
    }

    private UnreadableReason? TakeScalar(JsonMatcherNode node, ref Utf8JsonReader reader)
    {
        bool isEmpty = reader.TokenType == JsonTokenType.Null
            || (reader.TokenType == JsonTokenType.String && reader.ValueSpan.IsEmpty);
        if (node.IsItems)
        {
            return UnreadableReason.ItemsMissing;
        }

        if (node.Lock is { } locks && IsLocked(locks, in reader))
        {
            _collector.Lock();
        }

        if (node.Conditions is { } conditions)
        {
            Meet(conditions, ref reader);
        }

        if (isEmpty)
        {
            return null;
        }

        if (node.IsDeletion)
        {
            _collector.Delete();
        }

        if (node == JsonMatcherNode.Misplaced || (node.Guards && !node.IsTaken))
        {
            return UnreadableReason.InvalidIdentifier;
        }

        UnreadableReason? refused = node.Reference is { } selector ? _collector.Take(selector, ref reader) : null;
        refused ??= node.Conditional is { } conditional ? TakeConditional(conditional, ref reader) : null;
        refused ??= node.Identity is { } slot ? TakePart(slot, node.IdentityWhere, ref reader) : null;
        return refused ?? (node.Roi is { } field ? _collector.Take(field, ref reader) : null);
    }

    private UnreadableReason? TakeConditional(List<ReferenceSelector> selectors, ref Utf8JsonReader reader)
    {
        UnreadableReason? refused = null;
        foreach (ReferenceSelector selector in selectors)
        {
            FoundReference found = JsonScalar.Find(selector, ref reader);
            if (selector.Where is { } condition)
            {
                InnermostObject.Pending.Add(new PendingValue(condition, found, null, null));
            }
            else
            {
                refused ??= _collector.Take(found);
            }
        }

        return refused;
    }

    /// <summary>In a list of names given to one part of an identity, the first is the name.</summary>
    private UnreadableReason? TakePart(IdentitySlot slot, SiblingCondition? condition, ref Utf8JsonReader reader)
    {
        JsonLevel level = _levels[_depth];
        if (JsonScalar.TextOf(ref reader) is not { } text || (level.IsArray && level.HasPart))
        {
            return null;
        }

        level.HasPart = true;
        if (condition is null)
        {
            return _collector.Take(slot, text);
        }

        InnermostObject.Pending.Add(new PendingValue(condition, default, slot, text));
        return null;
    }

    private void Meet(List<SiblingCondition> conditions, ref Utf8JsonReader reader)
    {
        if (JsonScalar.TextOf(ref reader) is not { } text)
        {
            return;
        }

        foreach (SiblingCondition condition in conditions)
        {
            if (condition.IsMetBy(text))
            {
                _levels[_depth].Met.Add(condition);
            }
        }
    }

    /// <summary>The object that the current value stands in, also when it stands in a list there.</summary>
    private JsonLevel InnermostObject
    {
        get
        {
            int depth = _depth;
            while (depth > 1 && _levels[depth].IsArray)
            {
                depth--;
            }

            return _levels[depth];
        }
    }

    /// <summary>What is no list stands for a list of one, where the format has no other way to write that.</summary>
    private void TakeOneForList()
    {
        if (!_takesOneForList)
        {
            return;
        }

        for (int i = 0; i < _candidates.Count; i++)
        {
            if (_candidates[i] is { Element: { } element, HasMembers: false, IsItems: false })
            {
                _candidates[i] = element;
            }
        }
    }

    private static bool IsLocked(IReadOnlyList<LockValue> locks, ref readonly Utf8JsonReader reader)
    {
        foreach (LockValue value in locks)
        {
            if (value.Is(in reader))
            {
                return true;
            }
        }

        return false;
    }

    private void AddCandidate(JsonMatcherNode? node)
    {
        if (node is not null)
        {
            _candidates.Add(node);
        }
    }
}
