namespace HmisGateway.EndToEndTests.Deploy;

public sealed class ChartRefusalTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("replicaCount=2", "replicaCount is 2")]
    [InlineData("replicaCount=0", "replicaCount is 0")]
    [InlineData("image.repository=", "image.repository is empty")]
    [InlineData("vendors=null", "vendors is empty")]
    [InlineData("vendors[0].baseAddress=", "vendors[0].baseAddress is empty")]
    [InlineData("vendors[0].baseAddress=http://hmis.example.org", "vendors[0].baseAddress is plain http")]
    [InlineData("vendors[0].baseAddress=http://localhost.example.org", "vendors[0].baseAddress is plain http")]
    [InlineData("keys.existingSecret=", "keys.existingSecret is empty")]
    [InlineData("tls.terminatedUpstream=false", "client data must not travel readable")]
    [InlineData("tls.secretName=x", "exclude each other")]
    [InlineData("terminationGracePeriodSeconds=5", "must be longer than preStopSleepSeconds")]
    [InlineData("terminationGracePeriodSeconds=19", "Set it to 20 at least")]
    [InlineData("extraEnv[0].name=storage__provider", "extraEnv[0] is storage__provider")]
    public async Task What_cannot_be_safe_is_refused_with_what_to_do(string set, string message)
    {
        var refusal = await Helm.RefusalAsync("terminated-upstream", set, Cancellation);

        refusal.ShouldContain(message);
    }

    [Theory]
    [InlineData("replicaCount=zero", "/replicaCount")]
    [InlineData("replicas=1", "'replicas' not allowed")]
    [InlineData("image.repo=x", "'repo' not allowed")]
    [InlineData("vendors[0].adress=x", "'adress' not allowed")]
    [InlineData("vendors[0].baseAddress=hmis.example.org", "/vendors/0/baseAddress")]
    [InlineData("vendors[0].baseAddress=https://user@hmis.example.org", "/vendors/0/baseAddress")]
    [InlineData("persistence.accessModes={ReadWriteMany}", "/persistence/accessModes/0")]
    [InlineData("gateway.forwardDeletes=yes please", "/gateway/forwardDeletes")]
    [InlineData("keys.value=secret", "'value' not allowed")]
    [InlineData("storage.provider=postgres", "/storage/provider")]
    [InlineData("storage.postgres.password=secret", "'password' not allowed")]
    [InlineData("storage.postgres.connectionStringKey=../keys", "/storage/postgres/connectionStringKey")]
    [InlineData("fence.drainTimeoutSeconds=61", "/fence/drainTimeoutSeconds")]
    [InlineData("fence.permitLifetimeSeconds=2", "/fence/permitLifetimeSeconds")]
    [InlineData("podDisruptionBudget.maxUnavailable=0", "/podDisruptionBudget/maxUnavailable")]
    [InlineData("updateStrategy=OnDelete", "/updateStrategy")]
    public async Task Unknown_keys_and_wrong_types_are_refused_by_the_schema(string set, string message)
    {
        var refusal = await Helm.RefusalAsync("terminated-upstream", set, Cancellation);

        refusal.ShouldContain(message);
    }

    [Theory]
    [InlineData("storage.postgres.existingSecret=x", "storage.postgres.existingSecret")]
    [InlineData("storage.postgres.connectionStringKey=x", "storage.postgres.connectionStringKey")]
    [InlineData("spool.sizeLimit=1Gi", "spool.sizeLimit")]
    [InlineData("fence.permitLifetimeSeconds=20", "fence.permitLifetimeSeconds")]
    [InlineData("fence.marginSeconds=2", "fence.marginSeconds")]
    [InlineData("networkPolicy.databaseTo[0].ipBlock.cidr=10.0.0.0/8", "networkPolicy.databaseTo")]
    [InlineData("networkPolicy.databasePort=5433", "networkPolicy.databasePort")]
    [InlineData("updateStrategy=Recreate", "updateStrategy")]
    [InlineData("podDisruptionBudget.maxUnavailable=2", "podDisruptionBudget.maxUnavailable")]
    [InlineData("topologySpreadConstraints[0].maxSkew=1", "topologySpreadConstraints")]
    public async Task What_the_embedded_storage_would_ignore_is_refused(string set, string value)
    {
        var refusal = await Helm.RefusalAsync("terminated-upstream", set, Cancellation);

        refusal.ShouldContain($"{value} is set, and storage.provider=Sqlite has no use for it. Remove it, or set storage.provider=Postgres.");
    }

    [Theory]
    [InlineData("persistence.existingClaim=x", "persistence.existingClaim")]
    [InlineData("persistence.size=20Gi", "persistence.size")]
    [InlineData("persistence.storageClassName=fast", "persistence.storageClassName")]
    [InlineData("persistence.accessModes={ReadWriteOncePod}", "persistence.accessModes")]
    [InlineData("persistence.annotations.a=b", "persistence.annotations")]
    public async Task What_PostgreSQL_would_ignore_is_refused(string set, string value)
    {
        var refusal = await Helm.RefusalAsync("postgres", set, Cancellation);

        refusal.ShouldContain($"{value} is set, and storage.provider=Postgres has no use for it. Remove it, or set storage.provider=Sqlite.");
    }

    [Theory]
    [InlineData("replicaCount=0", "replicaCount is 0")]
    [InlineData("storage.provider=Sqlite", "replicaCount is 3")]
    [InlineData("storage.postgres.existingSecret=", "storage.postgres.existingSecret is empty")]
    [InlineData("storage.postgres.existingSecret=hmis-gateway-keys", "Keep them in two")]
    [InlineData("podDisruptionBudget.maxUnavailable=3", "podDisruptionBudget.maxUnavailable is 3 of 3 replicas")]
    [InlineData("fence.marginSeconds=5", "fence.marginSeconds is 5")]
    [InlineData("terminationGracePeriodSeconds=29", "Set it to 30 at least")]
    [InlineData("fence.permitLifetimeSeconds=60", "Set it to 80 at least")]
    [InlineData("extraEnv[0].name=Storage__ConnectionString", "extraEnv[0] is Storage__ConnectionString")]
    [InlineData("extraEnv[0].name=Fence__Margin", "extraEnv[0] is Fence__Margin")]
    public async Task What_replicas_cannot_keep_their_promises_with_is_refused(string set, string message)
    {
        var refusal = await Helm.RefusalAsync("postgres", set, Cancellation);

        refusal.ShouldContain(message);
    }

    [Fact]
    public async Task A_vendor_on_the_same_pod_may_be_plain_http()
    {
        var chart = await Helm.RenderAsync("terminated-upstream", "vendors[0].baseAddress=http://localhost:9000", Cancellation);

        chart.Settings["Vendors__0__BaseAddress"].ShouldBe("http://localhost:9000");
    }
}
