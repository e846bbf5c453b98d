using HmisGateway.Agencies;

namespace HmisGateway.Management;

/// <summary>Who does something through the command line, and why.</summary>
/// <param name="Name">The person, as they name themselves; null when not said.</param>
/// <param name="Reason">One of the reason codes; null when not said.</param>
/// <param name="Note">Free text; null when not said. May hold personal data.</param>
internal sealed record StatedActor(string? Name, string? Reason, string? Note = null)
{
    /// <summary>What is wrong with it, or null.</summary>
    /// <param name="needsReason">True where name and reason must be given.</param>
    public string? Problem(bool needsReason) => this switch
    {
        { Reason: { } reason } when ActorReasonWords.Parse(reason) is null => $"reason: write {ActorReasonWords.All}.",
        { Reason: null } when needsReason => $"reason: say why ({ActorReasonWords.All}).",
        { Name: null or "" } when needsReason => "actor: say who does it.",
        { Name.Length: > Actor.MaxNameLength } => $"actor: longer than {Actor.MaxNameLength} characters.",
        { Note.Length: > Actor.MaxNoteLength } => $"note: longer than {Actor.MaxNoteLength} characters.",
        _ => null,
    };

    /// <summary>As the services take it.</summary>
    public Actor ToActor() => new(Name, ActorReasonWords.Parse(Reason), Note);

    /// <summary>The reason only.</summary>
    public override string ToString() => $"actor({Reason})";
}
