using HmisGateway.Policy.Payloads;

namespace HmisGateway.Policy.Profiles;

/// <summary>Path and query of a request, accepted only in origin form and in their one canonical spelling.</summary>
/// <remarks>
/// A path that two parsers could read differently names two records, and only one of them would be decided about. So
/// nothing is normalised here: what is not canonical already is refused, and what is sent is what was read.
/// </remarks>
public sealed class RequestTarget
{
    private readonly int _pathLength;

    private RequestTarget(
        string raw, int pathLength, IReadOnlyList<string> segments, IReadOnlyList<KeyValuePair<string, string>> query)
    {
        Raw = raw;
        _pathLength = pathLength;
        Segments = segments;
        Query = query;
    }

    /// <summary>The target as it stood in the request line. May hold ids: never logged.</summary>
    public string Raw { get; }

    /// <summary>The path as it stood, without the query.</summary>
    public string Path => _pathLength == Raw.Length ? Raw : Raw[.._pathLength];

    /// <summary>The decoded segments of the path; none for <c>/</c>; the last is empty when the path ends with a slash.</summary>
    public IReadOnlyList<string> Segments { get; }

    /// <summary>The decoded query, in order; no key stands twice.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; }

    /// <summary>Reads a target from the request line.</summary>
    /// <param name="rawTarget">The target before any decoding.</param>
    /// <returns>The target, or which part of it is not canonical.</returns>
    public static RequestTargetReading Parse(string rawTarget)
    {
        int mark = rawTarget.IndexOf('?', StringComparison.Ordinal);
        int pathLength = mark < 0 ? rawTarget.Length : mark;
        if (!CanonicalPath.TryRead(rawTarget.AsSpan(0, pathLength), out IReadOnlyList<string> segments))
        {
            return new RequestTargetReading.NotCanonical(UnreadableReason.PathNotCanonical);
        }

        IReadOnlyList<KeyValuePair<string, string>> query = [];
        return mark < 0 || CanonicalQuery.TryRead(rawTarget.AsSpan(mark + 1), out query)
            ? new RequestTargetReading.Canonical(new RequestTarget(rawTarget, pathLength, segments, query))
            : new RequestTargetReading.NotCanonical(UnreadableReason.QueryNotCanonical);
    }

    /// <summary>The same target below a path prefix.</summary>
    /// <param name="prefix">A path such as <c>/hmis</c>; null, empty and <c>/</c> mean no prefix.</param>
    /// <returns>The target without the prefix, or null when the path is not under it.</returns>
    public RequestTarget? WithoutPrefix(string? prefix)
    {
        string trimmed = prefix?.TrimEnd('/') ?? "";
        if (trimmed.Length == 0)
        {
            return this;
        }

        if (!Raw.StartsWith(trimmed, StringComparison.Ordinal)
            || _pathLength < trimmed.Length
            || (_pathLength > trimmed.Length && Raw[trimmed.Length] != '/'))
        {
            return null;
        }

        int cut = Math.Min(trimmed.AsSpan().Count('/'), Segments.Count);
        string raw = _pathLength == trimmed.Length ? string.Concat("/", Raw.AsSpan(trimmed.Length)) : Raw[trimmed.Length..];
        int pathLength = Math.Max(1, _pathLength - trimmed.Length);
        string[] segments = pathLength == 1 ? [] : [.. Segments.Skip(cut)];
        return new RequestTarget(raw, pathLength, segments, Query);
    }

    /// <summary>How many segments and query keys it has; never their values.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => $"target({Segments.Count} segments, {Query.Count} query keys)";
}
