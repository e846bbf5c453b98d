using YamlDotNet.RepresentationModel;
using static HmisGateway.EndToEndTests.Deploy.RenderedChart;

namespace HmisGateway.EndToEndTests.Deploy;

/// <summary>What the chart makes of several replicas on PostgreSQL.</summary>
public sealed class PostgresChartTests
{
    private const string Values = "postgres";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replicas_are_a_deployment_that_keeps_nothing()
    {
        var chart = await Helm.RenderAsync(Values, Cancellation);

        Text(chart.Workload, "kind").ShouldBe("Deployment");
        Text(chart.Workload, "spec.replicas").ShouldBe("3");
        At(chart.Workload, "spec.volumeClaimTemplates").ShouldBeNull();
        Text(Named(At(chart.Pod, "volumes"), "data"), "emptyDir.sizeLimit").ShouldBe("8Gi");
        chart.Settings["Storage__Provider"].ShouldBe("Postgres");
    }

    [Fact]
    public async Task The_connection_string_is_a_file_of_the_secret_and_in_no_environment()
    {
        var chart = await Helm.RenderAsync(Values, "storage.postgres.connectionStringKey=gateway.conn", Cancellation);

        var mount = Named(At(chart.Container, "volumeMounts"), "postgres");
        Text(mount, "readOnly").ShouldBe("true");
        Text(Named(At(chart.Pod, "volumes"), "postgres"), "secret.secretName").ShouldBe("hmis-gateway-db");
        chart.Settings["Storage__ConnectionStringFile"].ShouldBe($"{Text(mount, "mountPath")}/gateway.conn");
        chart.Settings.Keys.ShouldNotContain("Storage__ConnectionString");
        At(chart.Container, "env").ShouldBeNull();
    }

    [Fact]
    public async Task Only_the_spool_and_memory_can_be_written()
    {
        var chart = await Helm.RenderAsync(Values, Cancellation);

        At(chart.Container, "volumeMounts").ShouldBeOfType<YamlSequenceNode>().Where(mount => Text(mount, "readOnly") != "true")
            .Select(mount => Text(mount, "name")).ShouldBe(["data", "tmp"], ignoreOrder: true);
    }

    [Fact]
    public async Task An_update_takes_no_replica_away_before_another_one_is_ready()
    {
        var strategy = At((await Helm.RenderAsync(Values, Cancellation)).Workload, "spec.strategy");

        Text(strategy, "type").ShouldBe("RollingUpdate");
        Text(strategy, "rollingUpdate.maxUnavailable").ShouldBe("0");
        Text(strategy, "rollingUpdate.maxSurge").ShouldBe("1");
    }

    [Fact]
    public async Task An_update_with_a_migration_may_stop_all_replicas_first()
    {
        var strategy = At((await Helm.RenderAsync(Values, "updateStrategy=Recreate", Cancellation)).Workload, "spec.strategy");

        Text(strategy, "type").ShouldBe("Recreate");
        At(strategy, "rollingUpdate").ShouldBeNull();
    }

    [Fact]
    public async Task A_drain_of_nodes_takes_one_replica_away_at_a_time()
    {
        var chart = await Helm.RenderAsync(Values, Cancellation);

        var budget = chart.TheOnly("PodDisruptionBudget");
        Text(budget, "spec.maxUnavailable").ShouldBe("1");
        Text(budget, "spec.unhealthyPodEvictionPolicy").ShouldBe("AlwaysAllow");
        At(budget, "spec.selector.matchLabels").ShouldBe(At(chart.Workload, "spec.selector.matchLabels"));
    }

    [Fact]
    public async Task A_single_replica_may_be_drained()
    {
        var chart = await Helm.RenderAsync(Values, "replicaCount=1", Cancellation);

        Text(chart.Workload, "spec.replicas").ShouldBe("1");
        chart.Documents.ShouldNotContain(document => Text(document, "kind") == "PodDisruptionBudget");
    }

    [Fact]
    public async Task Replicas_are_spread_over_nodes_and_zones_where_they_can_be()
    {
        var chart = await Helm.RenderAsync(Values, Cancellation);

        var spread = At(chart.Pod, "topologySpreadConstraints").ShouldBeOfType<YamlSequenceNode>();
        spread.Select(constraint => Text(constraint, "topologyKey")).ShouldBe(["kubernetes.io/hostname", "topology.kubernetes.io/zone"]);
        foreach (var constraint in spread)
        {
            Text(constraint, "whenUnsatisfiable").ShouldBe("ScheduleAnyway");
            At(constraint, "labelSelector.matchLabels").ShouldBe(At(chart.Workload, "spec.selector.matchLabels"));
        }
    }

    [Fact]
    public async Task An_operator_may_spread_replicas_otherwise()
    {
        var chart = await Helm.RenderAsync(
            Values, "topologySpreadConstraints[0].topologyKey=rack,topologySpreadConstraints[0].maxSkew=1,topologySpreadConstraints[0].whenUnsatisfiable=DoNotSchedule", Cancellation);

        At(chart.Pod, "topologySpreadConstraints").ShouldBeOfType<YamlSequenceNode>().Select(constraint => Text(constraint, "topologyKey")).ShouldBe(["rack"]);
    }

    [Fact]
    public async Task The_network_also_lets_out_to_the_database()
    {
        var policy = (await Helm.RenderAsync(Values, "networkPolicy.databasePort=6432", Cancellation)).TheOnly("NetworkPolicy");

        var egress = At(policy, "spec.egress").ShouldBeOfType<YamlSequenceNode>();
        egress.Children.Count.ShouldBe(3);
        At(egress[2], "ports").ShouldBeOfType<YamlSequenceNode>().Select(port => Text(port, "port")).ShouldBe(["6432"]);
        Text(egress[2], "to.0.ipBlock.cidr").ShouldBe("198.51.100.0/24");
    }

    [Fact]
    public async Task The_fence_reaches_the_settings_as_time_spans()
    {
        var settings = (await Helm.RenderAsync(
            Values, "fence.drainTimeoutSeconds=60,fence.permitLifetimeSeconds=90,fence.marginSeconds=9,terminationGracePeriodSeconds=200", Cancellation)).Settings;

        settings["Fence__DrainTimeout"].ShouldBe("00:01:00");
        settings["Fence__PermitLifetime"].ShouldBe("00:01:30");
        settings["Fence__Margin"].ShouldBe("00:00:09");
        settings["shutdownTimeoutSeconds"].ShouldBe("185");
    }

    [Theory]
    [InlineData("terminated-upstream", "one pod with embedded storage", "statefulset/gw-hmis-gateway", "Back up the claim data-gw-hmis-gateway-0")]
    [InlineData("postgres", "3 replicas on the PostgreSQL database that the secret hmis-gateway-db names", "deployment/gw-hmis-gateway", "Back up the database")]
    public async Task The_notes_say_what_runs(string values, string running, string workload, string backup)
    {
        var notes = await Helm.NotesAsync(values, Cancellation);

        notes.ShouldContain(running);
        notes.ShouldContain($"rollout status {workload}");
        notes.ShouldContain(backup);
    }
}
