namespace HmisGateway.Policy.Profiles.Drafting;

/// <summary>Whether a rule can be drafted from a request. A closed result.</summary>
public abstract record ShapeReading
{
    private ShapeReading()
    {
    }

    /// <summary>It can.</summary>
    /// <param name="Shape">What the request looks like.</param>
    public sealed record Seen(RequestShape Shape) : ShapeReading;

    /// <summary>It cannot.</summary>
    /// <param name="Why">In a few words, without a piece of the request.</param>
    public sealed record LeftOut(string Why) : ShapeReading;
}
