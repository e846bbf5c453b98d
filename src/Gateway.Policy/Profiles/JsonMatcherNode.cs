using System.Text;
using HmisGateway.Policy.Payloads;

namespace HmisGateway.Policy.Profiles;

/// <summary>One step of the compiled pointers of a rule: what to take from the value here, and where its parts lead.</summary>
internal sealed class JsonMatcherNode
{
    private Member[] _members = [];

    /// <summary>Stands for everything below a container of the wrong kind: any value there might be an overlooked id.</summary>
    internal static JsonMatcherNode Misplaced { get; } = new();

    /// <summary>The reference to take, or null.</summary>
    internal ReferenceSelector? Reference { get; set; }

    /// <summary>References that are taken only of a certain prefix, or under a condition; null for none.</summary>
    internal List<ReferenceSelector>? Conditional { get; set; }

    /// <summary>The part of an identity to take, or null.</summary>
    internal IdentitySlot? Identity { get; set; }

    /// <summary>What stands beside the part of an identity where it counts; null when it always counts.</summary>
    internal SiblingCondition? IdentityWhere { get; set; }

    /// <summary>The conditions that this value meets or not; null for none.</summary>
    internal List<SiblingCondition>? Conditions { get; set; }

    /// <summary>True where any value says that the record is deleted.</summary>
    internal bool IsDeletion { get; set; }

    /// <summary>The part of a ROI record to take, or null.</summary>
    internal RoiField? Roi { get; set; }

    /// <summary>Where every other member of an object leads, or null.</summary>
    internal JsonMatcherNode? AnyMember { get; set; }

    /// <summary>The values that ask for a lock, or null.</summary>
    internal IReadOnlyList<LockValue>? Lock { get; set; }

    /// <summary>True for the list of which each element is a record.</summary>
    internal bool IsItems { get; set; }

    /// <summary>Where the elements of a list lead, or null.</summary>
    internal JsonMatcherNode? Element { get; private set; }

    /// <summary>True when a reference, an identity or a choice is taken here or below, so that nothing may be overlooked.</summary>
    internal bool Guards { get; private set; }

    /// <summary>True when a reference, an identity or a choice is taken here.</summary>
    internal bool IsTaken => Reference is not null || Conditional is not null || Identity is not null || Roi is not null;

    /// <summary>True when members of an object lead somewhere.</summary>
    internal bool HasMembers => _members.Length > 0 || AnyMember is not null;

    /// <summary>True when something below a member is guarded.</summary>
    internal bool GuardsMembers { get; private set; }

    /// <summary>Where a member leads.</summary>
    /// <param name="hash">The hash of the folded name.</param>
    /// <param name="folded">UTF-8 of the folded name.</param>
    /// <returns>The node, or null.</returns>
    internal JsonMatcherNode? Find(ulong hash, ReadOnlySpan<byte> folded)
    {
        foreach (Member member in _members)
        {
            if (member.Hash == hash && folded.SequenceEqual(member.Folded))
            {
                return member.Node;
            }
        }

        return AnyMember;
    }

    /// <summary>The node of a step; created when it is new.</summary>
    /// <param name="step">A member name, or null for the elements of a list.</param>
    /// <returns>The node.</returns>
    internal JsonMatcherNode Step(string? step)
    {
        if (step is null)
        {
            return Element ??= new JsonMatcherNode();
        }

        byte[] folded = Encoding.UTF8.GetBytes(JsonName.Fold(step));
        ulong hash = JsonName.Hash(folded);
        if (Find(hash, folded) is { } known && known != AnyMember)
        {
            return known;
        }

        var node = new JsonMatcherNode();
        _members = [.. _members, new Member(hash, folded, node)];
        return node;
    }

    /// <summary>Works out <see cref="Guards"/> for this node and all below.</summary>
    /// <returns>The same as <see cref="Guards"/>.</returns>
    internal bool Seal()
    {
        foreach (Member member in _members)
        {
            GuardsMembers |= member.Node.Seal();
        }

        GuardsMembers |= AnyMember?.Seal() ?? false;
        Guards = IsTaken | GuardsMembers | (Element?.Seal() ?? false);
        return Guards;
    }

    private readonly record struct Member(ulong Hash, byte[] Folded, JsonMatcherNode Node);
}
