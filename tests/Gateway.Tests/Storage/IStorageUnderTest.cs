using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Offline;
using HmisGateway.Storage.Writing;

namespace HmisGateway.Tests.Storage;

/// <summary>One adapter, as the contract tests see it.</summary>
internal interface IStorageUnderTest : IAsyncDisposable
{
    IAgencyStore Agencies { get; }

    IAgencyKeyStore AgencyKeys { get; }

    IConsentRegistry Consent { get; }

    IRoiDocumentStore Documents { get; }

    IPersonDirectory Persons { get; }

    IPersonSeparations Separations { get; }

    IOfflineQueue Offline { get; }

    IWaitingClients Waiting { get; }

    ILedger Ledger { get; }

    IAnchorStore Anchor { get; }

    IKeptItems KeptItems { get; }

    WriterStatistics Statistics { get; }

    /// <summary>Closes the storage and opens it again on the same data.</summary>
    ValueTask ReopenAsync();

    /// <summary>Executes statements of SQLite behind the gateway's back; foreign keys do not stand against them. Values are <c>$1</c> and so on.</summary>
    Task TamperAsync(string sql, params byte[][] values);

    /// <summary>Reads one value behind the gateway's back.</summary>
    Task<byte[]> PeekAsync(string sql);
}
