using HmisGateway.Testing;

namespace HmisGateway.Tests.Storage.Postgres;

/// <summary>The directory without its memory, as it is when other processes write too.</summary>
public sealed class PostgresUncachedDirectoryTests(PostgresServer server) : PersonDirectoryContract
{
    private protected override async ValueTask<IStorageUnderTest> OpenAsync() => await PostgresUnderTest.OpenAsync(server, Time, cachedReferences: 0);
}
