using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Offline;
using HmisGateway.Storage.Writing;

namespace HmisGateway.Storage;

/// <summary>An open storage: everything that the gateway keeps.</summary>
internal interface IGatewayStorage : IAsyncDisposable
{
    /// <summary>Who may call.</summary>
    IAgencyStore Agencies { get; }

    /// <summary>Where the key ring keeps its wrapped keys.</summary>
    IAgencyKeyStore AgencyKeys { get; }

    /// <summary>The registry of ROIs.</summary>
    IConsentRegistry Consent { get; }

    /// <summary>The signed copies of ROIs.</summary>
    IRoiDocumentStore Documents { get; }

    /// <summary>Persons and references.</summary>
    IPersonDirectory Persons { get; }

    /// <summary>Takes persons apart.</summary>
    IPersonSeparations Separations { get; }

    /// <summary>The offline queue.</summary>
    IOfflineQueue Offline { get; }

    /// <summary>Whose data waits in the offline queue.</summary>
    IWaitingClients Waiting { get; }

    /// <summary>The ledger.</summary>
    ILedger Ledger { get; }

    /// <summary>What the storage answers an anchor.</summary>
    IAnchorStore Anchor { get; }

    /// <summary>The log in front of the storage.</summary>
    IStorageLog Log { get; }

    /// <summary>The stored items, for their comparison with the ledger.</summary>
    IKeptItems KeptItems { get; }

    /// <summary>Is told of the events of each commit, on the writer's thread; must be quick and must not throw.</summary>
    Action<IReadOnlyList<LedgerEvent>>? Appended { get; set; }

    /// <summary>What the writer has done.</summary>
    WriterStatistics Statistics { get; }

    /// <summary>Writes and makes durable what is waiting, outcomes included; fails when the storage takes nothing.</summary>
    /// <param name="cancellationToken">Cancels until the writer has come to it.</param>
    ValueTask FlushAsync(CancellationToken cancellationToken);
}
