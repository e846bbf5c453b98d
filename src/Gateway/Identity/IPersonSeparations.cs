using HmisGateway.Ledger;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Identity;

/// <summary>Takes persons apart that are known to be two. Only a person with a reason does that.</summary>
internal interface IPersonSeparations
{
    /// <summary>The sealed details of the forms that an agency has under one of its client ids; empty when it has none.</summary>
    ValueTask<IReadOnlyList<byte[]>> ReadDetailsAsync(string agencyId, Pseudonym client, CancellationToken cancellationToken);

    /// <summary>Separates a client of an agency from whomever another reference leads to; durable, with its ledger event, when the task completes.</summary>
    /// <param name="separation">Who from whom.</param>
    /// <param name="evidence">Makes the ledger's event from the client's person and the other one; runs inside the commit.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>Everybody whom the two references lead to now.</returns>
    /// <exception cref="InvalidOperationException">One of the references leads to nobody.</exception>
    ValueTask<IReadOnlyCollection<PersonId>> SeparateAsync(
        PersonSeparation separation, Func<PersonId, PersonId, LedgerEvent> evidence, CancellationToken cancellationToken);
}
