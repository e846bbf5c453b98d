using System.Security.Cryptography;
using HmisGateway.Agencies;
using HmisGateway.Consent.Sources;
using HmisGateway.Offline;
using HmisGateway.Pipeline.Answers;
using HmisGateway.Pipeline.Bulk;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Pipeline.Forwarding;
using HmisGateway.Pipeline.Receiving;
using HmisGateway.Pipeline.Splitting;
using HmisGateway.Policy.Payloads;

namespace HmisGateway.Pipeline;

/// <summary>One request on its way through the gate: who sent it, its exact bytes, and the id of its decision.</summary>
internal sealed class GateExchange : IDisposable
{
    private readonly byte[] _hash = new byte[SHA256.HashSizeInBytes];
    private bool _isHashed;

    /// <summary>The HTTP exchange with the agency system.</summary>
    public required HttpContext Context { get; init; }

    /// <summary>Who sent it.</summary>
    public required Agency Agency { get; init; }

    /// <summary>The id of the decision; the receipt, if the request is kept.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it was received.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The body, byte for byte as it came.</summary>
    public required CapturedBody Original { get; init; }

    /// <summary>The body with its content encoding taken off; what is inspected, and what is sent unless it is rebuilt.</summary>
    public required CapturedBody Body { get; init; }

    /// <summary>Why the content encoding could not be taken off, or null.</summary>
    public required UnreadableReason? BodyProblem { get; init; }

    /// <summary>The request as the decision sees it.</summary>
    public required InspectedRequest Request { get; init; }

    /// <summary>A large body, in its spool; <see cref="Original"/> and <see cref="Body"/> are empty then.</summary>
    public Upload? Upload { get; init; }

    /// <summary>Length of the body as it came, in bytes.</summary>
    public long OriginalLength => Upload?.Length ?? Original.Length;

    /// <summary>What was kept of a request of which the rest is forwarded; null for nothing.</summary>
    public KeptSplit? Kept { get; set; }

    /// <summary>What makes another request the same as this one; null until it is needed.</summary>
    public ContentKey? Content { get; set; }

    /// <summary>The offline item that is being sent again; null for a request of an agency system.</summary>
    public Guid? Resubmits { get; set; }

    /// <summary>True once this exchange has taken the item that it resubmits, so that nobody else sends it.</summary>
    public bool HoldsItem { get; set; }

    /// <summary>How its forward ended; null when there was none.</summary>
    public ForwardResult? Forwarded { get; set; }

    /// <summary>For whom an outside source of choices was asked already; empty where there is none.</summary>
    public HashSet<RoiSourceQuestion> AskedOutside { get; } = [];

    /// <summary>True once the request may have been sent; from then on nothing may say that it was not.</summary>
    public bool WasSent { get; set; }

    /// <summary>True when the connection ends with the answer: what follows on it may be read in two ways too.</summary>
    public bool EndsConnection { get; set; }

    /// <summary>How long it took from the first byte to the decision.</summary>
    public TimeSpan DecisionTime { get; set; }

    /// <summary>True for a read without a body: refused, there is nothing to keep.</summary>
    public bool CarriesNothing =>
        OriginalLength == 0 && (HttpMethods.IsGet(Request.Method) || HttpMethods.IsHead(Request.Method) || HttpMethods.IsOptions(Request.Method));

    /// <summary>Writes the SHA-256 of <see cref="Original"/>, 32 bytes; computed once.</summary>
    public void HashOriginal(Span<byte> destination)
    {
        if (!_isHashed)
        {
            if (Upload is { } upload)
            {
                upload.Hash(_hash);
            }
            else
            {
                SHA256.HashData(Original.Span, _hash);
            }

            _isHashed = true;
        }

        _hash.AsSpan().CopyTo(destination);
    }

    /// <summary>Writes the SHA-256 of <see cref="Body"/>, 32 bytes.</summary>
    public void HashBody(Span<byte> destination)
    {
        if (ReferenceEquals(Body, Original))
        {
            HashOriginal(destination);
        }
        else
        {
            SHA256.HashData(Body.Span, destination);
        }
    }

    /// <summary>Answers with a problem; whatever was to be answered before is dropped.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="tellsKept">Whether what was kept of the request is told too.</param>
    public ValueTask AnswerAsync(Problem problem, bool tellsKept = true)
    {
        Context.Response.Clear();
        Context.Response.Headers[GatewayHeaders.Decision] = Id.ToString();
        if (tellsKept)
        {
            Kept?.Tell(Context.Response);
        }

        if (EndsConnection)
        {
            ConnectionEnd.AfterAnswer(Context);
        }

        return ProblemWriter.WriteAsync(Context, problem, CancellationToken.None);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Upload?.Dispose();
        Original.Dispose();
        if (!ReferenceEquals(Body, Original))
        {
            Body.Dispose();
        }
    }
}
