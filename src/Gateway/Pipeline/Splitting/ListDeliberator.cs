using HmisGateway.Consent;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Pipeline.Splitting;

/// <summary>
/// Steps 3 to 6 for a list of records that may not be forwarded whole, by a rule that says <c>split</c>: which of its elements stand against it, and
/// whether the others may be forwarded without them.
/// </summary>
/// <remarks>
/// <code>
///   1  cut      head, elements, tail                              JsonList
///   2  alone    head + one element + tail, like any request       ConsentDeliberator
///   3  stated   an identifier of one that is taken out, in others StatedProtected
///   4  rest     head + the others + tail, like any request        ConsentDeliberator
/// </code>
/// No step has a rule about clients of its own. Only a rest that would be forwarded as a request by itself is forwarded; all else is kept whole.
/// </remarks>
internal sealed class ListDeliberator(ConsentDeliberator deliberator, VendorDirectory vendors, ProtectedClients protectedClients)
{
    /// <summary>Most bytes of head and tail that are read again for the elements; a list with more is kept whole.</summary>
    private const long MaxFrameBytes = 32 * 1024 * 1024;

    /// <summary>Takes a list apart.</summary>
    /// <param name="request">The request.</param>
    /// <param name="body">Its decoded body.</param>
    /// <param name="whole">A deliberation about it that ended in a divert.</param>
    /// <returns>A deliberation about the rest that ends in a forward, with its <see cref="Deliberation.List"/>; or <paramref name="whole"/>.</returns>
    public async ValueTask<Deliberation> SplitAsync(InspectedRequest request, ReadOnlyMemory<byte> body, Deliberation whole)
    {
        if (!MaySplit(whole)
            || JsonList.Cut(whole.Rule!, body) is not { Count: > 1 } list
            || list.Count != whole.Records.Count
            || (long)list.Count * list.FrameLength > MaxFrameBytes)
        {
            return whole;
        }

        Deliberation[] alone = new Deliberation[list.Count];
        StatedProtected stated = new(request.Agency.Id, whole.Destination!.Value.Vendor.Name, protectedClients.Key);
        for (int i = 0; i < alone.Length; i++)
        {
            alone[i] = await DeliberateAsync(request, list.With([i]));
            if (alone[i].Attribution is null)
            {
                // Not read by itself as it was read among the others.
                return whole;
            }

            stated.Add(alone[i]);
        }

        for (int i = 0; i < alone.Length; i++)
        {
            if (alone[i].Decision is ConsentDecision.Forward && stated.FindIn(alone[i]) is { } mention)
            {
                alone[i] = alone[i] with { Decision = mention };
            }
        }

        ILookup<bool, int> elements = Enumerable.Range(0, alone.Length).ToLookup(i => alone[i].Decision is ConsentDecision.Forward);
        int[] forwarded = [.. elements[true]];
        int[] removed = [.. elements[false]];
        if (forwarded.Length == 0 || removed.Length == 0)
        {
            return whole;
        }

        // INVARIANT: what is sent was decided as it is sent, whatever was found out about its elements.
        byte[] rest = list.With(forwarded);
        Deliberation remainder = await DeliberateAsync(request, rest);
        return remainder is { Decision: ConsentDecision.Forward, Rebuilt: null } && stated.FindIn(remainder) is null
            ? remainder with { Rebuilt = new RebuiltBody(rest, request.ContentType!), List = new ListSplit(list, alone, removed) }
            : whole;
    }

    /// <summary>Whether what was found out about the rest of a list still holds. Called under the fence.</summary>
    /// <param name="request">The request.</param>
    /// <param name="earlier">A deliberation about the rest that ended in a forward.</param>
    /// <returns>A deliberation about the same rest; one that ends in a divert means that the list has to be taken apart again.</returns>
    public async ValueTask<Deliberation> ReconsiderAsync(InspectedRequest request, Deliberation earlier)
    {
        // Another profile may cut the list otherwise, or not at all.
        return vendors.IsCurrent(earlier.Destination!.Value.Vendor)
            ? await deliberator.ReconsiderAsync(request, earlier.Rebuilt!.Body, earlier, CancellationToken.None) with { Rebuilt = earlier.Rebuilt, List = earlier.List }
            : earlier with { Decision = ConsentPolicy.Withhold(earlier.Records) };
    }

    /// <summary>True where the clients stand against it; never for a victim-service provider, nor for what cannot be read.</summary>
    private static bool MaySplit(Deliberation whole) => whole is
    {
        Rule: { Body: BodyFormat.Json, Batch: BatchMode.Split },
        Decision: ConsentDecision.Divert
        {
            Code: DivertCode.NoSharing or DivertCode.MentionsProtectedClient or DivertCode.ClientUnidentified or DivertCode.ConsentNotConfirmed,
        },
    };

    private ValueTask<Deliberation> DeliberateAsync(InspectedRequest request, byte[] body) =>
        deliberator.DeliberateAsync(request, body, bodyProblem: null, CancellationToken.None);
}
