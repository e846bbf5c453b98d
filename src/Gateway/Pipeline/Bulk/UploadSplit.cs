using System.Runtime.InteropServices;
using HmisGateway.Identity;
using HmisGateway.Offline;
using HmisGateway.Pipeline.Splitting;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Payloads;
using HmisGateway.Storage.Spools;

namespace HmisGateway.Pipeline.Bulk;

/// <summary>An upload that was taken apart: what is forwarded, and what is kept for each client.</summary>
internal sealed class UploadSplit : ISplit, IDisposable
{
    private ArraySegment<PersonId>? _persons;

    /// <summary>Its files.</summary>
    public required IReadOnlyList<UploadFile> Files { get; init; }

    /// <summary>Its clients.</summary>
    public required UploadClients Clients { get; init; }

    /// <summary>What is forwarded, rebuilt.</summary>
    public required EncryptedSpool Outgoing { get; init; }

    /// <summary>The rows that were taken out.</summary>
    public required RemovedRows Removed { get; init; }

    /// <summary>The content type of <see cref="Outgoing"/>; null for the one that came.</summary>
    public string? ContentType { get; init; }

    /// <summary>Why nothing of the upload may be forwarded: the name of a file or of a column mentions somebody. Null where the rows decide.</summary>
    public ConsentDecision.Divert? Whole { get; init; }

    /// <summary>A trace of what stands in <see cref="Outgoing"/>.</summary>
    public required SweepTrace Trace { get; init; }

    /// <summary>Why rows of clients whose other rows are forwarded were taken out, by client; -1 for rows of nobody.</summary>
    public required IReadOnlyDictionary<int, ConsentDecision.Divert> Mentioning { get; init; }

    /// <summary>How many rows are forwarded, headers not counted.</summary>
    public required long ForwardedRows { get; init; }

    /// <summary>True when the vendor is told to replace all that it has, so that a row that is missing is deleted there.</summary>
    public required bool IsFullRefresh { get; init; }

    /// <inheritdoc/>
    public long RemovedCount => Removed.Count;

    /// <inheritdoc/>
    public long RemovedBytes => Removed.Bytes;

    /// <inheritdoc/>
    public long ForwardedCount => ForwardedRows;

    /// <inheritdoc/>
    public string? Warning => IsFullRefresh ? OfflineDetails.FullRefreshWarning : null;

    /// <summary>Notes what changes in the registry since before the first client was looked up.</summary>
    public required RegistryWatch Watch { get; init; }

    /// <summary>Everybody whose rows are forwarded, each once.</summary>
    public IReadOnlyCollection<PersonId> Persons => _persons ??= Distinct([.. Clients.Permitted.SelectMany(Clients.PersonsOf)]);

    /// <summary>True when everything is forwarded.</summary>
    public bool IsWhole => Removed.Count == 0;

    /// <inheritdoc/>
    public ConsentDecision.Divert FirstReason() => Clients.Reasons.Concat(Mentioning.Values).MinBy(static divert => divert.Code)!;

    /// <summary>Why a part was taken out.</summary>
    /// <param name="part">A client, or -1.</param>
    public ConsentDecision.Divert ReasonOf(int part) => (part < 0 ? null : Clients.DivertOf(part)) ?? Mentioning[part];

    /// <inheritdoc/>
    public void Dispose()
    {
        Watch.Dispose();
        Outgoing.Dispose();
        Removed.Dispose();
    }

    /// <summary>Sorted, because a set of so many would take several times as much.</summary>
    private static ArraySegment<PersonId> Distinct(PersonId[] persons)
    {
        MemoryMarshal.Cast<PersonId, long>(persons.AsSpan()).Sort();
        int count = 0;
        foreach (PersonId person in persons)
        {
            if (count == 0 || persons[count - 1] != person)
            {
                persons[count++] = person;
            }
        }

        return new ArraySegment<PersonId>(persons, 0, count);
    }
}
