using HmisGateway.Policy.Clients;

namespace HmisGateway.Storage.Sqlite;

/// <summary>A person and the representative of its cluster.</summary>
internal readonly record struct PersonRow(PersonId Person, PersonId Cluster);
