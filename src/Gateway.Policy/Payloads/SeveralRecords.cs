using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads;

/// <summary>What several things that one request does are together.</summary>
internal static class SeveralRecords
{
    /// <summary>Puts the records of a request together, each of which has an operation of its own.</summary>
    /// <param name="records">All of them.</param>
    internal static PayloadReading.Readable Together(List<PayloadRecord> records)
    {
        Operation operation = WhatTheyDo(records);
        if (operation is Operation.Create or Operation.Update or Operation.Bulk)
        {
            // What a write asks for beside it names no client of its own; it has been swept.
            records.RemoveAll(static record => record.Operation is Operation.Read or Operation.Auth);
        }

        return new PayloadReading.Readable(records) { Operation = operation };
    }

    /// <summary>A write among several things makes all of it a write; so does a delete, which stands in a body here.</summary>
    private static Operation WhatTheyDo(List<PayloadRecord> records)
    {
        Operation[] all = [.. records.Select(static record => record.Operation == Operation.Delete ? Operation.Update : record.Operation).Distinct()];
        Operation[] writes = [.. all.Where(static does => does is not (Operation.Read or Operation.Search or Operation.Auth))];
        return writes switch
        {
            [var only] => only,
            [_, ..] => Operation.Bulk,
            [] when all.Contains(Operation.Search) => Operation.Search,

            // Of no record at all nobody knows whom it is about: it is no read.
            [] when all.Length == 0 => Operation.Bulk,
            [] => all is [Operation.Auth] ? Operation.Auth : Operation.Read,
        };
    }
}
