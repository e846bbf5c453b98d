namespace HmisGateway.Consent.Sources;

/// <summary>A system outside of the gateway in which an agency keeps its clients' forms. It is asked before each decision; nothing of it is cached.</summary>
internal interface IRoiSource
{
    /// <summary>The most clients that may be asked for at once.</summary>
    int MostClients { get; }

    /// <summary>Asks which forms are on file now.</summary>
    /// <param name="agencyId">Whose clients.</param>
    /// <param name="asked">For whom; at most <see cref="MostClients"/>.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns>The clients whom the source knows; whoever is missing has no form there.</returns>
    /// <exception cref="RoiSourceUnavailableException">It did not answer in time, or not as it should.</exception>
    Task<IReadOnlyList<RoiSourceClient>> AskAsync(string agencyId, IReadOnlyList<RoiSourceQuestion> asked, CancellationToken cancellationToken);
}
