using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Tests.Profiles.Shapes;

/// <summary>What happens to the calls of one vendor API about clients of every choice. A profile's test class states the calls.</summary>
public abstract class ProfileShapes
{
    /// <summary>The name of the profile.</summary>
    private protected abstract string Name { get; }

    /// <summary>Calls that write.</summary>
    private protected abstract IReadOnlyList<Shape> Writes { get; }

    /// <summary>Calls that only read, or that obtain a session.</summary>
    private protected virtual IReadOnlyList<Shape> Reads => [new Shape("GET", "/anything")];

    /// <summary>Calls that search with an identity.</summary>
    private protected virtual IReadOnlyList<Shape> Searches => [];

    /// <summary>Calls that the profile leaves out on purpose.</summary>
    private protected virtual IReadOnlyList<Shape> NotCovered => [new Shape("POST", "/something/new", "{}")];

    private VendorProfile Profile => The.ShippedProfiles.Single(profile => profile.Name == Name);

    [Fact]
    public void A_write_about_full_and_limited_clients_is_forwarded()
    {
        foreach (Shape shape in Writes)
        {
            Decide(shape, Who.Full, Who.Full).ShouldBeOfType<ConsentDecision.Forward>(shape.ToString());
            Decide(shape, Who.Limited, Who.Limited).ShouldBeOfType<ConsentDecision.Forward>(shape.ToString());
            Decide(shape, Who.Full, Who.Limited).ShouldBeOfType<ConsentDecision.Forward>(shape.ToString());
        }
    }

    [Fact]
    public void A_write_about_a_no_sharing_client_is_kept_offline()
    {
        foreach (Shape shape in Writes)
        {
            CodeOf(shape, Who.None, Who.None).ShouldBe(DivertCode.NoSharing, shape.ToString());
        }
    }

    [Fact]
    public void A_write_about_nobody_known_is_kept_offline()
    {
        foreach (Shape shape in Writes)
        {
            CodeOf(shape, Who.Unknown, Who.Unknown).ShouldBe(DivertCode.ConsentNotConfirmed, shape.ToString());
        }
    }

    [Fact]
    public void A_write_about_several_clients_of_whom_one_is_no_sharing_is_kept_whole()
    {
        foreach (Shape shape in Writes.Where(static shape => shape.IsMixed))
        {
            CodeOf(shape, Who.Full, Who.None).ShouldBe(DivertCode.NoSharing, shape.ToString());
            CodeOf(shape, Who.None, Who.Limited).ShouldBe(DivertCode.NoSharing, shape.ToString());
            CodeOf(shape, Who.Full, Who.Unknown).ShouldBe(DivertCode.ConsentNotConfirmed, shape.ToString());
        }

        Writes.ShouldContain(static shape => shape.IsMixed);
    }

    [Fact]
    public void A_read_is_forwarded()
    {
        foreach (Shape shape in Reads)
        {
            Decide(shape, Who.Full, Who.Full).ShouldBeOfType<ConsentDecision.Forward>(shape.ToString());
        }
    }

    [Fact]
    public void A_search_is_forwarded_but_for_a_no_sharing_client()
    {
        foreach (Shape shape in Searches)
        {
            Decide(shape, Who.Full, Who.Full).ShouldBeOfType<ConsentDecision.Forward>(shape.ToString());
            Decide(shape, Who.Unknown, Who.Unknown).ShouldBeOfType<ConsentDecision.Forward>(shape.ToString());
            CodeOf(shape, Who.None, Who.None).ShouldBe(DivertCode.MentionsProtectedClient, shape.ToString());
        }
    }

    [Fact]
    public void What_is_left_out_is_not_covered()
    {
        foreach (Shape shape in NotCovered)
        {
            CodeOf(shape, Who.Full, Who.Full).ShouldBe(DivertCode.RouteUnclassified, shape.ToString());
        }
    }

    private DivertCode CodeOf(Shape shape, Who first, Who second) => Decide(shape, first, second).ShouldBeOfType<ConsentDecision.Divert>(shape.ToString()).Code;

    private ConsentDecision Decide(Shape shape, Who first, Who second)
    {
        Shape call = shape.Fill(first, second);
        return Registry.Decide(Profile, call.Method, call.Target, call.Body, call.ContentType is { } contentType ? [("Content-Type", contentType)] : []);
    }
}
