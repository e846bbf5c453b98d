using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Offline;

namespace HmisGateway.Tests.Storage;

/// <summary>One adapter, as the contract tests see it.</summary>
internal interface IStorageUnderTest : IAsyncDisposable
{
    IAgencyStore Agencies { get; }

    IAgencyKeyStore AgencyKeys { get; }

    IConsentRegistry Consent { get; }

    IRoiDocumentStore Documents { get; }

    IPersonDirectory Persons { get; }

    IOfflineQueue Offline { get; }

    ILedger Ledger { get; }

    /// <summary>Closes the storage and opens it again on the same data.</summary>
    ValueTask ReopenAsync();
}
