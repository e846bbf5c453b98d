using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads;

/// <summary>One open object or list of a payload.</summary>
internal sealed class JsonLevel
{
    /// <summary>True for a list.</summary>
    internal bool IsArray { get; set; }

    /// <summary>True for the list of which each element is a record.</summary>
    internal bool IsItems { get; set; }

    /// <summary>Where its active nodes begin; they end with the next level's.</summary>
    internal int FirstActive { get; set; }

    /// <summary>True when a part of an identity was taken from this list.</summary>
    internal bool HasPart { get; set; }

    /// <summary>The conditions that members of this object meet.</summary>
    internal HashSet<SiblingCondition> Met { get; } = [];

    /// <summary>What counts when the object ends, and its conditions are met.</summary>
    internal List<PendingValue> Pending { get; } = [];

    /// <summary>The names of its members so far.</summary>
    internal JsonNameSet Names { get; } = new();
}
