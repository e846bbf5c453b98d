namespace HmisGateway.Tests.Consent.PermitModel;

/// <summary>What one database server has.</summary>
internal sealed class ModelServer
{
    /// <summary>How many permits there can be in a seed; a number is used once.</summary>
    public const int Rows = 32;

    /// <summary>The commits to the registry.</summary>
    public uint Events { get; set; }

    /// <summary>The permits whose row is there.</summary>
    public uint Permits { get; set; }

    /// <summary>Those that are marked.</summary>
    public uint Revoked { get; set; }

    /// <summary>The timeline on which absent rows count.</summary>
    public int ReliedOn { get; set; }

    /// <summary>For each permit, how often it was renewed.</summary>
    public int[] Renewals { get; } = new int[Rows];

    /// <summary>For each permit, when it was granted or renewed last, by the server's own clock.</summary>
    public int[] GrantedAt { get; } = new int[Rows];

    /// <summary>Empties it.</summary>
    /// <param name="events">What is on file.</param>
    public void Reset(uint events)
    {
        (Events, Permits, Revoked, ReliedOn) = (events, 0, 0, 1);
        Array.Clear(Renewals);
        Array.Clear(GrantedAt);
    }

    /// <summary>Makes another one the same.</summary>
    public void CopyTo(ModelServer other)
    {
        (other.Events, other.Permits, other.Revoked, other.ReliedOn) = (Events, Permits, Revoked, ReliedOn);
        Renewals.CopyTo(other.Renewals.AsSpan());
        GrantedAt.CopyTo(other.GrantedAt.AsSpan());
    }
}
