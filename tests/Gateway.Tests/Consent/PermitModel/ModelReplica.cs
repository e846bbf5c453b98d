namespace HmisGateway.Tests.Consent.PermitModel;

/// <summary>One gateway process: its clock, its memory, and its round trips for permits.</summary>
internal sealed class ModelReplica
{
    /// <summary>How fast a clock with the right rate is.</summary>
    public const int TrueRate = 1024;

    /// <summary>Its place among the replicas.</summary>
    public required int Number { get; init; }

    /// <summary>The rate of its clock.</summary>
    public int Rate { get; set; }

    /// <summary>What its clock showed at the beginning.</summary>
    public int Offset { get; set; }

    /// <summary>True when it was killed.</summary>
    public bool IsDead { get; set; }

    /// <summary>When it goes on.</summary>
    public int StoppedUntil { get; set; }

    /// <summary>When its last stop began.</summary>
    public int StoppedAt { get; set; }

    /// <summary>Until when it does not reach the database.</summary>
    public int CutUntil { get; set; }

    /// <summary>For each person, the commits that were on file when it was read; 0 for nothing in memory.</summary>
    public uint[] Memory { get; } = new uint[ModelRegistry.Persons];

    /// <summary>The number of the last change that it has taken over.</summary>
    public int Position { get; set; }

    /// <summary>The timeline of that number.</summary>
    public int MemoryOf { get; set; }

    /// <summary>Grows with every change taken over.</summary>
    public int Stamp { get; set; }

    /// <summary>The forwards that wait for a permit.</summary>
    public uint WaitingGrants { get; set; }

    /// <summary>The forwards that wait for a renewal.</summary>
    public uint WaitingRenewals { get; set; }

    /// <summary>The permits that wait to be released.</summary>
    public uint WaitingReleases { get; set; }

    /// <summary>How far the round trip is.</summary>
    public CallPhase Phase { get; set; }

    /// <summary>What becomes of it.</summary>
    public CallFate Fate { get; set; }

    /// <summary>The timeline it was sent on.</summary>
    public int SentOn { get; set; }

    /// <summary>True when the server made it.</summary>
    public bool IsDone { get; set; }

    /// <summary>The forwards for which it grants.</summary>
    public uint Grants { get; set; }

    /// <summary>The forwards for which it renews.</summary>
    public uint Renewals { get; set; }

    /// <summary>Those that were renewed.</summary>
    public uint Renewed { get; set; }

    /// <summary>The permits that it grants.</summary>
    public uint GrantedRows { get; set; }

    /// <summary>The permits that it renews.</summary>
    public uint RenewedRows { get; set; }

    /// <summary>The permits that it releases.</summary>
    public uint ReleasedRows { get; set; }

    /// <summary>What was on file when it read the changes.</summary>
    public uint Changes { get; set; }

    /// <summary>The permits that a lost session of its will grant.</summary>
    public uint LateRows { get; set; }

    /// <summary>The timeline of that session.</summary>
    public int LateOn { get; set; }

    /// <summary>The permits that its janitor has seen.</summary>
    public uint SeenRows { get; set; }

    /// <summary>True when its janitor is about to read the permits.</summary>
    public bool IsLooking { get; set; }

    /// <summary>When the janitor's round began, by its own clock; it does other things before it reads the permits.</summary>
    public int RoundBeganAt { get; set; }

    /// <summary>The timeline on which they were seen.</summary>
    public int SeenOn { get; set; }

    /// <summary>The permits that its janitor is about to delete.</summary>
    public uint DueRows { get; set; }

    /// <summary>For each, how often it was renewed when it was seen.</summary>
    public int[] SeenRenewals { get; } = new int[ModelServer.Rows];

    /// <summary>For each, since when it is unchanged, by its own clock.</summary>
    public int[] SeenSince { get; } = new int[ModelServer.Rows];

    /// <summary>Begins anew.</summary>
    /// <param name="rate">The rate of its clock.</param>
    /// <param name="offset">What its clock shows.</param>
    /// <param name="position">The number of the last change on file.</param>
    public void Reset(int rate, int offset, int position)
    {
        (Rate, Offset) = (rate, offset);
        IsDead = false;
        (StoppedUntil, StoppedAt, CutUntil) = (0, 0, 0);
        Array.Clear(Memory);
        (Position, MemoryOf, Stamp) = (position, 1, 0);
        (WaitingGrants, WaitingRenewals, WaitingReleases) = (0, 0, 0);
        Phase = CallPhase.Idle;
        (Grants, Renewals, Renewed, GrantedRows, RenewedRows, ReleasedRows) = (0, 0, 0, 0, 0, 0);
        (LateRows, LateOn) = (0, 0);
        (SeenRows, SeenOn, DueRows, IsLooking) = (0, 1, 0, false);
    }

    /// <summary>What its clock shows.</summary>
    public int LocalAt(int now) => Offset + (int)((long)now * Rate / TrueRate);

    /// <summary>The first moment at which its clock shows this.</summary>
    public int TrueAt(int local) => (int)((((long)(local - Offset) * TrueRate) + Rate - 1) / Rate);

    /// <summary>Forgets what it has read.</summary>
    public void Forget()
    {
        Array.Clear(Memory);
        Stamp++;
    }
}
