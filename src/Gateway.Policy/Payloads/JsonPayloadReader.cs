using System.Text.Json;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads;

/// <summary>Reads one JSON payload in one pass, without a document tree.</summary>
/// <remarks>
/// Only bytes that one reading can be made of are accepted: see <see cref="UnreadableReason"/> and <c>docs/reference/json-reading.md</c>.
/// How the payload is cut into pushes makes no difference to the result. A payload that is pushed whole is not copied; of one that
/// is pushed in pieces, at most the unfinished token is kept, and it is looked at again only when it has doubled, so that the
/// work stays proportional to the length.
/// </remarks>
public sealed class JsonPayloadReader : IPayloadReader
{
    private const int SmallestRetry = 256;
    private const int KeptBuffer = 64 * 1024;

    private readonly RecordCollector _collector = new();
    private readonly IdentifierSweep _sweep = new();
    private readonly JsonWalk _walk;
    private RouteRule _rule;
    private IReadOnlyList<ClientReference> _request;
    private JsonReaderState _state;
    private long _position;
    private long _tokenEnd;
    private byte[] _pending = [];
    private int _pendingLength;
    private int _retryAt;
    private PayloadReading.Unreadable? _refused;
    private bool _isComplete;

    /// <summary>Creates a reader and starts a payload.</summary>
    /// <param name="rule">The rule that covers the request.</param>
    /// <param name="requestReferences">The references of path, query and headers; they count for every record.</param>
    public JsonPayloadReader(RouteRule rule, IReadOnlyList<ClientReference>? requestReferences = null)
    {
        _walk = new JsonWalk(_collector, _sweep);
        _rule = rule;
        _request = [];
        Reset(rule, requestReferences);
    }

    /// <summary>Starts another payload and forgets the last one.</summary>
    /// <param name="rule">The rule that covers the request.</param>
    /// <param name="requestReferences">The references of path, query and headers; they count for every record.</param>
    /// <param name="sweep">The key to sweep with; null for no sweep.</param>
    public void Reset(RouteRule rule, IReadOnlyList<ClientReference>? requestReferences = null, SweepKey? sweep = null)
    {
        Reset(rule.BodyMatcher, rule.Root, isLenient: false);
        _sweep.Reset(sweep);
        _rule = rule;
        _request = requestReferences ?? [];
    }

    /// <summary>Reads a part of a request as a payload of its own. The sweep goes on: it is that of the whole request.</summary>
    /// <param name="rule">The rule of the part.</param>
    /// <param name="requestReferences">The references of path, query and headers.</param>
    /// <param name="part">The part, as JSON.</param>
    /// <param name="takesOneForList">True where the format writes a list of one like its element.</param>
    internal PayloadReading ReadPart(
        RouteRule rule, IReadOnlyList<ClientReference> requestReferences, ReadOnlySpan<byte> part, bool takesOneForList = false)
    {
        Restart(rule.BodyMatcher, rule.Root, isLenient: false, takesOneForList);
        Push(part);
        Finish();
        return _refused ?? _collector.Build(rule, requestReferences);
    }

    /// <summary>Checks and sweeps JSON in which no rule looks for anything.</summary>
    /// <param name="json">The text; its root may be anything.</param>
    /// <returns>Why it is refused, or null.</returns>
    internal PayloadReading.Unreadable? Check(ReadOnlySpan<byte> json)
    {
        Restart(JsonMatcher.Nothing, root: null, isLenient: false);
        Push(json);
        Finish();
        return _refused;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The payload is complete; reset the reader first.</exception>
    public void Push(ReadOnlySpan<byte> bytes)
    {
        if (_isComplete)
        {
            throw new InvalidOperationException("The payload is complete; reset the reader first.");
        }

        if (_refused is not null || bytes.IsEmpty)
        {
            return;
        }

        if (_pendingLength == 0)
        {
            Keep(bytes[Run(bytes, isFinal: false)..]);
            return;
        }

        Append(bytes);
        if (_pendingLength >= _retryAt)
        {
            RunPending(isFinal: false);
        }
    }

    /// <inheritdoc/>
    public PayloadReading Complete()
    {
        Finish();
        return _refused ?? _collector.Build(_rule, _request) switch
        {
            PayloadReading.Readable readable when _sweep.IsOn => readable with { Swept = _sweep.ToIdentifiers() },
            PayloadReading other => other,
        };
    }

    /// <summary>The sweep of this payload, to add what stands outside the body.</summary>
    internal IdentifierSweep Sweep => _sweep;

    /// <summary>Reads a vendor's answer: values of the wrong form are skipped, only broken or ambiguous JSON teaches nothing.</summary>
    /// <param name="rule">The rule that covered the request.</param>
    /// <param name="answer">The whole answer.</param>
    /// <returns>The ids that the rule learns.</returns>
    internal ClientReference[] Learn(RouteRule rule, ReadOnlySpan<byte> answer)
    {
        Reset(rule.LearnMatcher, root: null, isLenient: true);
        Push(answer);
        Finish();
        return _refused is null ? [.. _collector.Shared] : [];
    }

    /// <summary>Forgets everything that was read.</summary>
    internal void Clear() => Reset(JsonMatcher.Nothing, root: null, isLenient: false);

    private void Reset(JsonMatcher matcher, RootType? root, bool isLenient)
    {
        _sweep.Reset(null);
        Restart(matcher, root, isLenient);
    }

    private void Restart(JsonMatcher matcher, RootType? root, bool isLenient, bool takesOneForList = false)
    {
        _collector.Reset(matcher.SsnPieces);
        _walk.Reset(matcher, root, isLenient, takesOneForList);

        // One level more than allowed, so that the walk meets the level that is too deep and names it.
        _state = new JsonReaderState(new JsonReaderOptions { MaxDepth = JsonWalk.MaxDepth + 1 });
        _position = 0;
        _tokenEnd = 0;
        _refused = null;
        _isComplete = false;
        Release();
    }

    private void Finish()
    {
        if (!_isComplete && _refused is null)
        {
            RunPending(isFinal: true);
        }

        _isComplete = true;
        Release();
    }

    private int Run(ReadOnlySpan<byte> bytes, bool isFinal)
    {
        var reader = new Utf8JsonReader(bytes, isFinal, _state);
        try
        {
            while (reader.Read())
            {
                if (_walk.Take(ref reader) is { } reason)
                {
                    _refused = new PayloadReading.Unreadable(reason, _position + reader.TokenStartIndex);
                    return bytes.Length;
                }

                _tokenEnd = _position + reader.BytesConsumed;
            }
        }
        catch (JsonException)
        {
            _refused = new PayloadReading.Unreadable(UnreadableReason.MalformedJson, _tokenEnd);
            return bytes.Length;
        }

        _state = reader.CurrentState;
        _position += reader.BytesConsumed;
        return (int)reader.BytesConsumed;
    }

    private void RunPending(bool isFinal)
    {
        int length = _pendingLength;
        int used = Run(_pending.AsSpan(0, length), isFinal);
        _pending.AsSpan(used, length - used).CopyTo(_pending);
        _pending.AsSpan(length - used, used).Clear();
        _pendingLength = length - used;
        _retryAt = _pendingLength + Math.Max(_pendingLength, SmallestRetry);
    }

    private void Keep(ReadOnlySpan<byte> rest)
    {
        if (_refused is null && !rest.IsEmpty)
        {
            Append(rest);
            _retryAt = _pendingLength + Math.Max(_pendingLength, SmallestRetry);
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        int needed = _pendingLength + bytes.Length;
        if (_pending.Length < needed)
        {
            byte[] old = _pending;
            _pending = new byte[Math.Max(needed, Math.Min(old.Length * 2, Array.MaxLength))];
            old.AsSpan(0, _pendingLength).CopyTo(_pending);
            Array.Clear(old);
        }

        bytes.CopyTo(_pending.AsSpan(_pendingLength));
        _pendingLength = needed;
    }

    private void Release()
    {
        _pending.AsSpan(0, _pendingLength).Clear();
        _pendingLength = 0;
        _retryAt = 0;
        if (_pending.Length > KeptBuffer)
        {
            _pending = [];
        }
    }
}
