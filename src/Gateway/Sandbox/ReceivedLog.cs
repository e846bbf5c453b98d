namespace HmisGateway.Sandbox;

/// <summary>What the simulated vendor received, oldest first. Bounded: when full, the oldest go, and are counted.</summary>
internal sealed class ReceivedLog
{
    /// <summary>How many requests are kept.</summary>
    public const int MaxRequests = 10_000;

    /// <summary>How many bytes of bodies are kept.</summary>
    public const long MaxBodyBytes = 256L * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly LinkedList<ReceivedRequest> _requests = new();
    private long _lastSequence;
    private long _bodyBytes;
    private long _dropped;

    /// <summary>How many requests were dropped because the log was full.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Notes a request whose headers have come; from now on it is visible.</summary>
    public LinkedListNode<ReceivedRequest> Begin(
        DateTimeOffset receivedAt, string method, string target, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        lock (_lock)
        {
            var node = _requests.AddLast(new ReceivedRequest(++_lastSequence, receivedAt, method, target, headers, [], IsComplete: false));
            DropOldest();
            return node;
        }
    }

    /// <summary>Adds what came of the body.</summary>
    public void End(LinkedListNode<ReceivedRequest> request, byte[] body, bool isComplete)
    {
        lock (_lock)
        {
            if (request.List is null)
            {
                return;
            }

            request.Value = request.Value with { Body = body, IsComplete = isComplete };
            _bodyBytes += body.Length;
            DropOldest();
        }
    }

    /// <summary>A copy of the list.</summary>
    public IReadOnlyList<ReceivedRequest> Snapshot()
    {
        lock (_lock)
        {
            return [.. _requests];
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _requests.Clear();
            _bodyBytes = 0;
            _dropped = 0;
        }
    }

    private void DropOldest()
    {
        while (_requests.Count > MaxRequests || (_bodyBytes > MaxBodyBytes && _requests.Count > 1))
        {
            _bodyBytes -= _requests.First!.Value.Body.Length;
            _requests.RemoveFirst();
            _dropped++;
        }
    }
}
