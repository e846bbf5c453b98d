using System.Text;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads;

namespace HmisGateway.Consent;

/// <summary>Hashes and seals references that are learned, so that the storage learns no id in clear.</summary>
internal sealed class LearnedReferenceBuilder(Pseudonymizer pseudonymizer, IKeyRing keys)
{
    /// <summary>Builds what is learned about one person.</summary>
    public LearnedReferences Build(PersonId person, IReadOnlyList<ClientReference> references, string agencyId, string vendorName)
    {
        Pseudonym[] pseudonyms = [.. references.Select(reference => pseudonymizer.OfReference(reference, agencyId, vendorName))];
        return new LearnedReferences(person, pseudonyms)
        {
            Sealed = [.. pseudonyms.Zip(references)
                .Where(static pair => IdentifierIndex.IsIdentifier(pair.Second.Value))
                .Select(pair => new SealedReference(
                    pair.First, agencyId, vendorName, keys.Seal(agencyId, SealedReference.Context, Encoding.UTF8.GetBytes(pair.Second.Value))))],
        };
    }
}
