namespace HmisGateway.Identity;

/// <summary>A client who is not whom another reference leads to.</summary>
/// <param name="Client">The client: the agency's own id.</param>
/// <param name="From">The other reference: an own id of the agency, or an id in HMIS.</param>
/// <param name="Stated">What the client's own forms state besides, and <paramref name="From"/> not: it leads to the client from now on, and to whom it led before.</param>
/// <param name="Reason">Why, as a code.</param>
internal sealed record PersonSeparation(Pseudonym Client, Pseudonym From, IReadOnlyList<Pseudonym> Stated, string Reason);
