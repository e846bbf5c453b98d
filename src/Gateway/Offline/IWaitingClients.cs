namespace HmisGateway.Offline;

/// <summary>Whose data waits in the offline queue.</summary>
internal interface IWaitingClients
{
    /// <summary>Clients of one agency with held items, the one whose oldest item came first before the others.</summary>
    /// <param name="agencyId">Whose clients.</param>
    /// <param name="after">Only clients behind this place, or null for the first page.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Cancels before reading.</param>
    ValueTask<IReadOnlyList<WaitingClient>> ListAsync(string agencyId, WorklistPlace? after, int limit, CancellationToken cancellationToken);
}
