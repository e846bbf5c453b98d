using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads.Documents;

/// <summary>What a request of several parts does as a whole.</summary>
internal static class DocumentOperation
{
    /// <summary>The reading of all records together.</summary>
    /// <param name="records">The records of the parts. What is only asked for beside a write names no client of its own, and is left out.</param>
    internal static PayloadReading.Readable Reading(List<PayloadRecord> records)
    {
        Operation operation = Of(records);
        if (operation is Operation.Create or Operation.Update or Operation.Bulk)
        {
            records.RemoveAll(static record => record.Operation is Operation.Read or Operation.Auth);
        }

        return new PayloadReading.Readable(records) { Operation = operation };
    }

    /// <summary>A write among several things makes all of it a write; so does a delete, which names its client in a body here.</summary>
    private static Operation Of(List<PayloadRecord> records)
    {
        Operation[] all = [.. records.Select(static record => record.Operation == Operation.Delete ? Operation.Update : record.Operation).Distinct()];
        Operation[] writes = [.. all.Where(static does => does is not (Operation.Read or Operation.Search or Operation.Auth))];
        return writes switch
        {
            [var only] => only,
            [_, ..] => Operation.Bulk,
            [] when all.Contains(Operation.Search) => Operation.Search,
            [] when all.Length == 0 => Operation.Bulk,
            [] => all is [Operation.Auth] ? Operation.Auth : Operation.Read,
        };
    }
}
