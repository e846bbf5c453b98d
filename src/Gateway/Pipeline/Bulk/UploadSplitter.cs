using System.IO.Compression;
using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Payloads.Csv;
using HmisGateway.Policy.Profiles;
using HmisGateway.Storage;
using HmisGateway.Storage.Spools;

namespace HmisGateway.Pipeline.Bulk;

/// <summary>
/// Steps 4 to 6 for a HUD CSV upload. A first pass finds out who the clients are and decides about each; a second one takes the rows of
/// those who may not be forwarded, and every row that mentions one of them, out of what is sent.
/// </summary>
/// <remarks>
/// A row is about the client whose <c>PersonalID</c> it has and about the one whose enrollment or assessment it names; where it names only a household,
/// about all of the household. One of them is enough to take it out. A row that cannot be attributed to anybody is taken out too. The archive that is
/// sent is written anew: same files, same rows, nothing else.
/// </remarks>
internal sealed class UploadSplitter(
    Agency agency, string vendorName, RouteRule rule, DateOnly today, ClientAttributor attributor, ProtectedClients protectedClients, SpoolFolder folder)
{
    private const int NobodysPart = -1;

    private readonly RowSweep _sweep = new(protectedClients.Key);
    private readonly List<int> _owners = [];
    private readonly Dictionary<int, ConsentDecision.Divert> _mentioning = [];
    private long _forwardedRows;
    private ConsentDecision.Divert? _whole;

    /// <summary>The vendor replaces all that it has from this source. Source: HUD HMIS CSV Format Specifications, Export.csv.</summary>
    private static ReadOnlySpan<byte> FullRefresh => "2"u8;

    /// <summary>Takes an upload apart.</summary>
    /// <param name="body">The archive, or the one CSV file.</param>
    /// <param name="watch">Notes what changes in the registry meanwhile; the result owns it.</param>
    /// <exception cref="UploadUnreadableException">It cannot be read in one way only.</exception>
    /// <exception cref="SpoolException">The disk takes nothing.</exception>
    public async Task<UploadSplit> SplitAsync(UploadBody body, RegistryWatch watch)
    {
        List<UploadFile> files = UploadFiles.Find(body);
        UploadClients clients = new(agency, vendorName, rule.IdSpace, today, attributor, protectedClients.Key);
        foreach (UploadFile file in files.Where(static file => file.Table.IsClient))
        {
            await ForEachAsync(file, row => clients.Define(file.Table, row), clients);
            UploadGarbage.Collect(clients.Count);
        }

        foreach (UploadFile file in files.Where(static file => file.Table.IsLinking))
        {
            await ForEachAsync(file, row => clients.Link(file.Table, row), clients);
            UploadGarbage.Collect(clients.Count);
        }

        long size = files.Sum(static file => file.Size);
        RemovedRows removed = new(folder, size);
        EncryptedSpool outgoing = folder.Create();
        try
        {
            SweepTrace trace = new(size);
            _sweep.Take(body.FileName ?? "");
            await LookAtNameAsync(clients, trace);
            outgoing.Write(body.Before);
            bool isFullRefresh = body.IsArchive
                ? await WriteArchiveAsync(files, clients, outgoing, removed, trace)
                : await WriteFileAsync(files[0], 0, clients, outgoing.OpenWrite(), removed, trace);
            outgoing.Write(body.Behind);
            outgoing.Complete();
            UploadGarbage.Collect(clients.Count);
            return new UploadSplit
            {
                Files = files,
                Clients = clients,
                Outgoing = outgoing,
                Removed = removed,
                Watch = watch,
                Trace = trace,
                Mentioning = _mentioning,
                ForwardedRows = _forwardedRows,
                IsFullRefresh = isFullRefresh,
                ContentType = body.ContentType,
                Whole = _whole,
            };
        }
        catch
        {
            outgoing.Dispose();
            removed.Dispose();
            throw;
        }
    }

    private static async Task ForEachAsync(UploadFile file, Func<CsvReader, bool> take, UploadClients clients)
    {
        using Stream stream = file.Open();
        using CsvReader row = new(stream);
        while (Read(row))
        {
            if (row.RowNumber > 1 && take(row))
            {
                await clients.DecideAsync();
            }
        }

        await clients.DecideAsync();
    }

    private static bool Read(CsvReader row)
    {
        try
        {
            return row.Read() || (row.Problem is { } problem ? throw new UploadUnreadableException(problem) : false);
        }
        catch (InvalidDataException)
        {
            throw new UploadUnreadableException(UnreadableReason.AmbiguousZip);
        }
    }

    private async Task<bool> WriteArchiveAsync(
        List<UploadFile> files, UploadClients clients, EncryptedSpool outgoing, RemovedRows removed, SweepTrace trace)
    {
        bool isFullRefresh = false;
        using Stream written = outgoing.OpenWrite();
        using ZipArchive archive = new(written, ZipArchiveMode.Create);
        for (int i = 0; i < files.Count; i++)
        {
            await using Stream into = await archive.AddFile(files[i].Name).OpenAsync();
            isFullRefresh |= await WriteFileAsync(files[i], i, clients, into, removed, trace);
        }

        return isFullRefresh;
    }

    /// <summary>Writes what may be forwarded of a file.</summary>
    /// <returns>True when it says that the vendor replaces all that it has.</returns>
    private async Task<bool> WriteFileAsync(UploadFile file, int number, UploadClients clients, Stream into, RemovedRows removed, SweepTrace trace)
    {
        using Stream stream = file.Open();
        using CsvReader row = new(stream);
        using RowBuffer kept = new(into);
        int directive = file.Table.Column("ExportDirective");
        bool isFullRefresh = false;
        while (Read(row))
        {
            if (row.RowNumber == 1)
            {
                _sweep.Take(file.Name);
                await LookAtNameAsync(clients, trace);
                _sweep.Take(row);
                await LookAtNameAsync(clients, trace);
                kept.Add(row.Row);
                continue;
            }

            isFullRefresh |= directive >= 0 && row.Field(directive).SequenceEqual(FullRefresh);
            _owners.Clear();
            bool isAttributed = clients.TryFind(file.Table, row, _owners) || !file.Table.IsAboutClients;
            if (clients.IsWaiting)
            {
                await clients.DecideAsync();
            }

            int? part = DivertedOwner(clients) ?? (isAttributed ? null : Unidentified());
            if (part is null)
            {
                _sweep.Take(row);
                IReadOnlyList<IdentifierMatch> onFile = _sweep.Find(protectedClients.Index, agency.Id, vendorName);
                IReadOnlyList<IdentifierMatch> inUpload = _sweep.Find(clients.Protected, agency.Id, vendorName);
                if (onFile.Count + inUpload.Count > 0)
                {
                    part = await MentioningPartAsync(clients, onFile, inUpload, file.Table.IsClient ? file.Table.Identity(row) : null);
                }
            }

            if (part is { } taken)
            {
                removed.Add(taken, number, row.Row);
            }
            else
            {
                _sweep.AddTo(trace);
                kept.Add(row.Row);
                _forwardedRows++;
            }
        }

        return isFullRefresh;
    }

    /// <summary>The name of a file and those of its columns are sent too, and cannot be taken out.</summary>
    private async ValueTask LookAtNameAsync(UploadClients clients, SweepTrace trace)
    {
        IReadOnlyList<IdentifierMatch> onFile = _sweep.Find(protectedClients.Index, agency.Id, vendorName);
        IReadOnlyList<IdentifierMatch> inUpload = _sweep.Find(clients.Protected, agency.Id, vendorName);
        _sweep.AddTo(trace);
        _whole ??= onFile.Count + inUpload.Count == 0 ? null : await MentionAsync(clients, [], onFile, inUpload, stated: null);
    }

    private int? DivertedOwner(UploadClients clients)
    {
        foreach (int owner in _owners)
        {
            if (clients.DivertOf(owner) is not null)
            {
                return owner;
            }
        }

        return null;
    }

    private int Unidentified()
    {
        Note(NobodysPart, ConsentPolicy.Unidentified());
        return NobodysPart;
    }

    /// <summary>To which part a row belongs that mentions somebody protected; null when it turns out not to.</summary>
    private async ValueTask<int?> MentioningPartAsync(
        UploadClients clients, IReadOnlyList<IdentifierMatch> onFile, IReadOnlyList<IdentifierMatch> inUpload, ReportedIdentity? stated)
    {
        PersonId[] about = [.. _owners.SelectMany(clients.PersonsOf)];
        ConsentDecision.Divert? mention = await MentionAsync(clients, about, onFile, inUpload, stated);
        if (mention is null)
        {
            return null;
        }

        int part = _owners.Count > 0 ? _owners[0] : NobodysPart;
        Note(part, mention);
        return part;
    }

    private async ValueTask<ConsentDecision.Divert?> MentionAsync(
        UploadClients clients, PersonId[] about, IReadOnlyList<IdentifierMatch> onFile, IReadOnlyList<IdentifierMatch> inUpload, ReportedIdentity? stated)
    {
        ConsentDecision.Divert? mention = onFile.Count == 0 ? null
            : ConsentPolicy.DecideRow(agency.Id, await protectedClients.JudgeAsync(onFile, about, stated, CancellationToken.None));
        foreach (IdentifierMatch match in inUpload)
        {
            if (clients.Mention(match, stated) is { } found && (mention is null || found.Code < mention.Code))
            {
                mention = found;
            }
        }

        return mention;
    }

    private void Note(int part, ConsentDecision.Divert reason)
    {
        if (!_mentioning.TryGetValue(part, out ConsentDecision.Divert? earlier) || reason.Code < earlier.Code)
        {
            _mentioning[part] = reason;
        }
    }
}
