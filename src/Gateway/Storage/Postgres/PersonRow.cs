using HmisGateway.Policy.Clients;

namespace HmisGateway.Storage.Postgres;

/// <summary>A person and the representative of its cluster.</summary>
internal sealed record PersonRow(PersonId Person, PersonId Cluster)
{
    /// <summary>The row of a query that selects the two.</summary>
    public static PersonRow Read(PostgresRow row) => new(new PersonId(row.Int64(0)), new PersonId(row.Int64(1)));
}
