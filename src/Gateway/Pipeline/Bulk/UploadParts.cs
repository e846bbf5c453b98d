using System.IO.Compression;
using HmisGateway.Identity;
using HmisGateway.Offline;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Pipeline.Diverting;
using HmisGateway.Pipeline.Repeats;
using HmisGateway.Pipeline.Splitting;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Decisions;
using HmisGateway.Storage;
using HmisGateway.Telemetry;

namespace HmisGateway.Pipeline.Bulk;

/// <summary>Makes one part for each client of the rows that are taken out of an upload: an archive with those rows, under their header lines.</summary>
internal sealed class UploadParts(ItemDescription description, ContentKeys contents, Pseudonymizer pseudonymizer)
{
    private const int PartsOfGarbage = 2_000;

    /// <summary>Reads the parts, one spool of rows in memory at a time.</summary>
    public IEnumerable<SplitPart> Read(GateExchange exchange, Deliberation deliberation, UploadSplit split)
    {
        ContentKey splitKey = contents.OfSplit(exchange, deliberation);
        int parts = 0;
        foreach (RemovedPart removed in split.Removed.Read())
        {
            if (++parts % PartsOfGarbage == 0)
            {
                UploadGarbage.Collect(split.Clients.Count);
            }

            yield return Make(exchange, deliberation, split, splitKey, removed);
        }
    }

    private SplitPart Make(GateExchange exchange, Deliberation deliberation, UploadSplit split, ContentKey splitKey, RemovedPart removed)
    {
        int client = removed.Client;
        ConsentDecision.Divert reason = split.ReasonOf(client);
        IdentifierScheme scheme = deliberation.Rule!.IdSpace;
        string? clientId = client < 0 ? null : split.Clients.IdOf(client);
        byte[] content = Archive(split, removed);
        return new SplitPart
        {
            Reason = reason,
            Details = description.Describe(exchange, deliberation, reason.Code.ToWire(), reason.Reason.ToWire(), clientId is null ? [] : [clientId]) with
            {
                ContentType = OfflineDetails.ArchiveType,
            },
            Content = content,
            Key = contents.OfPart(splitKey, content),
            Clients = clientId is null || scheme != IdentifierScheme.Agency ? [] : [pseudonymizer.OfAgencyClient(exchange.Agency.Id, clientId)],
            Persons = client < 0 ? [] : split.Clients.PersonsOf(client),
            Learned = client >= 0 && split.Clients.DivertOf(client) is not null && split.Clients.LearnedOf(client) is { } learned ? [learned] : [],
        };
    }

    private static byte[] Archive(UploadSplit split, RemovedPart removed)
    {
        using MemoryStream bytes = new();
        using (ZipArchive archive = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            ReadOnlySpan<RemovedRow> rest = removed.Rows.Span;
            while (!rest.IsEmpty)
            {
                int file = rest[0].File;
                using Stream into = archive.AddFile(split.Files[file].Name).Open();
                into.Write(split.Files[file].Header);
                for (; !rest.IsEmpty && rest[0].File == file; rest = rest[1..])
                {
                    ReadOnlySpan<byte> row = removed.Bytes.AsSpan(rest[0].At, rest[0].Length);
                    into.Write(row);
                    if (row[^1] != '\n')
                    {
                        into.Write("\r\n"u8);
                    }
                }
            }
        }

        return bytes.ToArray();
    }
}
