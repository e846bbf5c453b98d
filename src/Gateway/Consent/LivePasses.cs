namespace HmisGateway.Consent;

/// <summary>All passes that are out, for closings that do not know the persons they concern.</summary>
internal sealed class LivePasses
{
    private const int StripeCount = 16;

    private readonly List<FencePass>[] _stripes = [.. Enumerable.Range(0, StripeCount).Select(static _ => new List<FencePass>())];
    private int _next;

    /// <summary>Adds a pass.</summary>
    public void Add(FencePass pass)
    {
        List<FencePass> stripe = _stripes[Interlocked.Increment(ref _next) & (StripeCount - 1)];
        lock (stripe)
        {
            pass.Place = (stripe, stripe.Count);
            stripe.Add(pass);
        }
    }

    /// <summary>Forgets a pass that was added.</summary>
    public static void Remove(FencePass pass)
    {
        List<FencePass> stripe = pass.Place.Stripe;
        lock (stripe)
        {
            int index = pass.Place.Index;
            FencePass last = stripe[^1];
            stripe[index] = last;
            last.Place = (stripe, index);
            stripe.RemoveAt(stripe.Count - 1);
        }
    }

    /// <summary>Adds those within <paramref name="scope"/> to <paramref name="admitted"/>.</summary>
    public void Find(FenceScope scope, HashSet<FencePass> admitted)
    {
        foreach (List<FencePass> stripe in _stripes)
        {
            FencePass[] passes;
            lock (stripe)
            {
                passes = [.. stripe];
            }

            // What a pass carries never changes, so it is looked at without the lock.
            admitted.UnionWith(passes.Where(pass => scope.Includes(pass.Forward)));
        }
    }
}
