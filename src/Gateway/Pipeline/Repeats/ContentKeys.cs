using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using HmisGateway.Keys;
using HmisGateway.Offline;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Pipeline.Receiving;
using HmisGateway.Policy.Profiles;
using HmisGateway.Telemetry;
using Microsoft.Extensions.Primitives;

namespace HmisGateway.Pipeline.Repeats;

/// <summary>Computes what makes two requests the same. The only place where the hashed message is laid out.</summary>
internal sealed class ContentKeys(IKeyRing keys)
{
    private const int HashLength = 32;

    /// <summary>The content key of a request; computed once for each exchange.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="deliberation">What was found out about it: its vendor, and the headers that its rule reads.</param>
    public ContentKey Of(GateExchange exchange, Deliberation deliberation) => exchange.Content ??= Compute(exchange, deliberation);

    /// <summary>The <c>Idempotency-Key</c> of a request with its content; null when it has none. No two agencies share a key.</summary>
    public IdempotencyClaim? ClaimOf(GateExchange exchange, Deliberation deliberation)
    {
        if (IdempotencyKey.Read(exchange.Context.Request.Headers) is not { } key)
        {
            return null;
        }

        using CapturedBody message = new();
        Add(message, "idempotency-key");
        Add(message, exchange.Agency.Id);
        Add(message, key);
        return new IdempotencyClaim(Hash(message), Of(exchange, deliberation), exchange.ReceivedAt);
    }

    /// <summary>By what a request of which a part was kept is recognised; another key than that of the whole, which may be in doubt meanwhile.</summary>
    public ContentKey OfSplit(GateExchange exchange, Deliberation deliberation) => Derive("split", Of(exchange, deliberation));

    /// <summary>
    /// By what a part of such a request is recognised: by all that was taken out for it, so that one with more in it is another part and never
    /// joins one with less.
    /// </summary>
    /// <param name="split">See <see cref="OfSplit"/>.</param>
    /// <param name="content">What is kept of the part.</param>
    public ContentKey OfPart(ContentKey split, ReadOnlySpan<byte> content)
    {
        using CapturedBody message = new();
        Add(message, "part");
        Add(message, split.ToText());
        SHA256.HashData(content, message.GetSpan(HashLength));
        message.Advance(HashLength);
        return new ContentKey(Hash(message));
    }

    private ContentKey Derive(string what, ContentKey from)
    {
        using CapturedBody message = new();
        Add(message, what);
        Add(message, from.ToText());
        return new ContentKey(Hash(message));
    }

    private ContentKey Compute(GateExchange exchange, Deliberation deliberation)
    {
        IHeaderDictionary headers = exchange.Context.Request.Headers;
        using CapturedBody message = new();
        Add(message, "content");
        Add(message, exchange.Agency.Id);
        Add(message, deliberation.Destination?.Vendor.Name);

        // Without a vendor the host is what would have named one.
        Add(message, deliberation.Destination is null ? exchange.Request.Host : null);
        Add(message, exchange.Request.Method);
        Add(message, exchange.Request.RawTarget);
        Add(message, headers.ContentType);
        Add(message, headers.ContentEncoding);
        Add(message, exchange.Request.FrontProblem?.ToWire());
        Add(message, headers[GatewayHeaders.Client]);
        foreach (ReferenceSelector selector in deliberation.Rule?.Selectors ?? [])
        {
            if (selector.Source == SelectorSource.Header)
            {
                Add(message, headers[selector.Name]);
            }
        }

        exchange.HashOriginal(message.GetSpan(HashLength));
        message.Advance(HashLength);
        return new ContentKey(Hash(message));
    }

    private UInt128 Hash(CapturedBody message)
    {
        Span<byte> hash = stackalloc byte[HashLength];
        keys.Pseudonymize(message.Span, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    /// <summary>The number of values, then each: a header that stands twice is not one with both values.</summary>
    private static void Add(CapturedBody message, StringValues values)
    {
        AddLength(message, values.Count);
        foreach (string? value in values)
        {
            Add(message, value);
        }
    }

    /// <summary>The length, then the text: no two lists of texts look the same.</summary>
    private static void Add(CapturedBody message, string? text)
    {
        if (text is null)
        {
            AddLength(message, -1);
            return;
        }

        int length = Encoding.UTF8.GetByteCount(text);
        AddLength(message, length);
        Encoding.UTF8.GetBytes(text, message.GetSpan(length));
        message.Advance(length);
    }

    private static void AddLength(CapturedBody message, int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(message.GetSpan(sizeof(int)), length);
        message.Advance(sizeof(int));
    }
}
