namespace HmisGateway.Tests.Consent.PermitModel;

/// <summary>One request on its way to the vendor.</summary>
internal sealed class ModelForward
{
    /// <summary>Its place among the forwards.</summary>
    public required int Number { get; init; }

    /// <summary>Which replica forwards it.</summary>
    public int Replica { get; set; }

    /// <summary>Whom it is about.</summary>
    public int Person { get; set; }

    /// <summary>The identifiers that stand in it.</summary>
    public uint Tokens { get; set; }

    /// <summary>What it does next.</summary>
    public ForwardStep Step { get; set; }

    /// <summary>How many chunks are left to write.</summary>
    public int Chunks { get; set; }

    /// <summary>How long it takes from one chunk to the next.</summary>
    public int Pace { get; set; }

    /// <summary>How long the vendor takes to read a chunk.</summary>
    public int VendorPace { get; set; }

    /// <summary>How long the vendor takes to answer once it has read everything.</summary>
    public int VendorAnswer { get; set; }

    /// <summary>True when the vendor answers before it has read everything.</summary>
    public bool AnswersEarly { get; set; }

    /// <summary>How many chunks the kernel takes while the vendor does not read.</summary>
    public int QueueLimit { get; set; }

    /// <summary>How many chunks the kernel may still deliver.</summary>
    public int Queue { get; set; }

    /// <summary>For each person, what was read last.</summary>
    public uint[] Known { get; } = new uint[ModelRegistry.Persons];

    /// <summary>The commits with which it was decided.</summary>
    public uint Seen { get; set; }

    /// <summary>How often a permit was asked for.</summary>
    public int Attempts { get; set; }

    /// <summary>Its permit, or -1.</summary>
    public int Row { get; set; }

    /// <summary>The person in that permit: the first one of all who were linked when it was asked for.</summary>
    public uint Representative { get; set; }

    /// <summary>Where the time of the permit begins, by the replica's clock.</summary>
    public int GrantedAt { get; set; }

    /// <summary>When the renewal that is under way was asked for, by the replica's clock.</summary>
    public int RenewalAskedAt { get; set; }

    /// <summary>True while a renewal is under way.</summary>
    public bool IsRenewing { get; set; }

    /// <summary>When it looked at the clock last.</summary>
    public int LookedAt { get; set; }

    /// <summary>True when that look was in time.</summary>
    public bool WasInTime { get; set; }

    /// <summary>True when a chunk was written that no look in time preceded.</summary>
    public bool HasLateChunk { get; set; }

    /// <summary>What the query has read; 0 when it failed.</summary>
    public uint Read { get; set; }

    /// <summary>The timeline that the query was on.</summary>
    public int ReadOn { get; set; }

    /// <summary>How many changes the replica had taken over before the query.</summary>
    public int Stamp { get; set; }

    /// <summary>When it stops, by the replica's clock.</summary>
    public int Deadline => GrantedAt + ModelTime.Lifetime - ModelTime.Margin;

    /// <summary>Everything that was read.</summary>
    public uint KnownOfAll => Known[0] | Known[1] | Known[2];
}
