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
    public async Task Unknown_keys_and_wrong_types_are_refused_by_the_schema(string set, string message)
    {
        var refusal = await Helm.RefusalAsync("terminated-upstream", set, Cancellation);

        refusal.ShouldContain(message);
    }

    [Fact]
    public async Task A_vendor_on_the_same_pod_may_be_plain_http()
    {
        var chart = await Helm.RenderAsync("terminated-upstream", "vendors[0].baseAddress=http://localhost:9000", Cancellation);

        chart.Settings["Vendors__0__BaseAddress"].ShouldBe("http://localhost:9000");
    }
}
