using HmisGateway.Policy.Clients;

namespace HmisGateway.Storage;

/// <summary>Takes over what other replicas have committed, where it needs more than the storage's own memory.</summary>
internal interface IReplicaListener
{
    /// <summary>Called with what commits have changed, in their order. Until it has completed nobody relies on having caught up.</summary>
    /// <param name="persons">Whose forms or identifiers may be others than before; null when that is not known.</param>
    /// <param name="areAgencies">True when agencies may be others than before.</param>
    Task TakeOverAsync(IReadOnlyCollection<PersonId>? persons, bool areAgencies);
}
