using YamlDotNet.RepresentationModel;
using static HmisGateway.EndToEndTests.Deploy.RenderedChart;

namespace HmisGateway.EndToEndTests.Deploy;

public sealed class ChartTests
{
    public static TheoryData<string> AllValues => ["terminated-upstream", "tls-secret", "postgres"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(AllValues))]
    public async Task The_chart_passes_a_strict_lint(string values)
    {
        var (exitCode, output, error) = await Helm.RunAsync(["lint", "--strict", Helm.Chart, "--values", Helm.Values(values)], Cancellation);

        exitCode.ShouldBe(0, output + error);
    }

    [Theory]
    [InlineData("terminated-upstream")]
    [InlineData("tls-secret")]
    public async Task One_pod_holds_the_data_and_a_lost_node_never_makes_a_second(string values)
    {
        var chart = await Helm.RenderAsync(values, Cancellation);

        Text(chart.Workload, "kind").ShouldBe("StatefulSet");
        Text(chart.Workload, "spec.replicas").ShouldBe("1");
        Text(chart.Workload, "spec.persistentVolumeClaimRetentionPolicy.whenDeleted").ShouldBe("Retain");
        chart.Documents.ShouldNotContain(document => Text(document, "kind") == "PodDisruptionBudget");
        At(chart.Pod, "topologySpreadConstraints").ShouldBeNull();
        chart.Settings["Storage__Provider"].ShouldBe("Sqlite");
        chart.Settings.Keys.ShouldNotContain("Storage__ConnectionStringFile");
    }

    [Theory]
    [MemberData(nameof(AllValues))]
    public async Task The_pod_has_no_rights_that_it_does_not_need(string values)
    {
        var chart = await Helm.RenderAsync(values, Cancellation);

        Text(chart.Pod, "automountServiceAccountToken").ShouldBe("false");
        Text(chart.Pod, "securityContext.runAsNonRoot").ShouldBe("true");
        Text(chart.Pod, "securityContext.runAsUser").ShouldBe("1654");
        Text(chart.Pod, "securityContext.seccompProfile.type").ShouldBe("RuntimeDefault");
        Text(chart.Container, "securityContext.allowPrivilegeEscalation").ShouldBe("false");
        Text(chart.Container, "securityContext.readOnlyRootFilesystem").ShouldBe("true");
        Text(chart.Container, "securityContext.capabilities.drop.0").ShouldBe("ALL");
        At(chart.Container, "securityContext.capabilities.add").ShouldBeNull();
        At(chart.Pod, "hostNetwork").ShouldBeNull();
        chart.Documents.ShouldNotContain(document => Text(document, "kind")!.Contains("Role", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("terminated-upstream", "HTTP", "http")]
    [InlineData("tls-secret", "HTTPS", "https")]
    public async Task Each_probe_asks_its_own_question_on_the_management_port(string values, string probeScheme, string scheme)
    {
        var chart = await Helm.RenderAsync(values, Cancellation);

        foreach (var (probe, path) in new[] { ("startupProbe", "/health/startup"), ("livenessProbe", "/health/live"), ("readinessProbe", "/health/ready") })
        {
            Text(chart.Container, $"{probe}.httpGet.path").ShouldBe(path);
            Text(chart.Container, $"{probe}.httpGet.port").ShouldBe("management");
            Text(chart.Container, $"{probe}.httpGet.scheme").ShouldBe(probeScheme);
        }

        Text(Named(At(chart.Container, "ports"), "management"), "containerPort").ShouldBe("8081");
        chart.Settings["Gateway__Management"].ShouldBe($"{scheme}://0.0.0.0:8081");
        chart.Settings["Gateway__Listen"].ShouldBe($"{scheme}://0.0.0.0:8080");
    }

    [Theory]
    [MemberData(nameof(AllValues))]
    public async Task The_key_ring_is_an_existing_secret_mounted_read_only(string values)
    {
        var chart = await Helm.RenderAsync(values, Cancellation);

        Text(Named(At(chart.Pod, "volumes"), "keys"), "secret.secretName").ShouldBe("hmis-gateway-keys");
        var mount = Named(At(chart.Container, "volumeMounts"), "keys");
        Text(mount, "readOnly").ShouldBe("true");
        Text(mount, "mountPath").ShouldBe(chart.Settings["Keys__Directory"]);
    }

    [Theory]
    [MemberData(nameof(AllValues))]
    public async Task No_secret_value_is_rendered(string values)
    {
        var chart = await Helm.RenderAsync(values, Cancellation);

        chart.Documents.ShouldNotContain(document => Text(document, "kind") == "Secret");
        chart.Settings.Keys.ShouldAllBe(key => !key.Contains("Password", StringComparison.OrdinalIgnoreCase) && !key.Contains("Credential", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Only_data_and_memory_can_be_written()
    {
        var chart = await Helm.RenderAsync("terminated-upstream", Cancellation);

        var writable = At(chart.Container, "volumeMounts").ShouldBeOfType<YamlSequenceNode>().Where(mount => Text(mount, "readOnly") != "true");
        writable.Select(mount => Text(mount, "mountPath")).ShouldBe(["/data", "/tmp"], ignoreOrder: true);
        Text(Named(At(chart.Pod, "volumes"), "tmp"), "emptyDir.medium").ShouldBe("Memory");
        Text(chart.Workload, "spec.volumeClaimTemplates.0.spec.accessModes.0").ShouldBe("ReadWriteOnce");
        chart.Settings["Storage__DataDirectory"].ShouldBe("/data");
    }

    [Fact]
    public async Task Every_vendor_reaches_the_settings()
    {
        var settings = (await Helm.RenderAsync("tls-secret", Cancellation)).Settings;

        settings["Vendors__0__Name"].ShouldBe("clarity");
        settings["Vendors__0__BaseAddress"].ShouldBe("https://clarity.example.org:8443/api");
        settings["Vendors__0__PathPrefix"].ShouldBe("/clarity");
        settings["Vendors__0__Timeout"].ShouldBe("00:00:30");
        settings["Vendors__1__Profile"].ShouldBe("hud-api");
        settings["Vendors__1__Host"].ShouldBe("hud.example.org");
        settings["Vendors__1__AllowInsecure"].ShouldBe("true");
        settings["Gateway__MaxRequestBodyBytes"].ShouldBe("1048576");
        settings["Gateway__TlsTerminatedUpstream"].ShouldBe("false");
        settings["Kestrel__Certificates__Default__Path"].ShouldBe("/tls/tls.crt");
    }

    [Fact]
    public async Task The_network_lets_out_to_name_resolution_and_the_vendors_only()
    {
        var policy = (await Helm.RenderAsync("terminated-upstream", Cancellation)).TheOnly("NetworkPolicy");

        var egress = At(policy, "spec.egress").ShouldBeOfType<YamlSequenceNode>();
        egress.Children.Count.ShouldBe(2);
        Text(egress[0], "ports.0.port").ShouldBe("53");
        At(egress[1], "ports").ShouldBeOfType<YamlSequenceNode>().Select(port => Text(port, "port")).ShouldBe(["443"]);
        var ingress = At(policy, "spec.ingress").ShouldBeOfType<YamlSequenceNode>();
        ingress.Select(rule => Text(rule, "ports.0.port")).ShouldBe(["agency"]);
    }

    [Fact]
    public async Task The_ports_of_the_vendors_are_those_of_their_addresses()
    {
        var policy = (await Helm.RenderAsync("tls-secret", Cancellation)).TheOnly("NetworkPolicy");

        At(policy, "spec.egress.1.ports").ShouldBeOfType<YamlSequenceNode>().Select(port => Text(port, "port")).ShouldBe(["8443", "80"]);
        Text(policy, "spec.egress.1.to.0.ipBlock.cidr").ShouldBe("192.0.2.0/24");
        Text(policy, "spec.ingress.1.ports.0.port").ShouldBe("management");
    }

    [Theory]
    [InlineData("terminated-upstream", "terminationGracePeriodSeconds=60", "45")]
    [InlineData("tls-secret", "terminationGracePeriodSeconds=60", "40")]
    [InlineData("postgres", "terminationGracePeriodSeconds=130", "115")]
    public async Task What_remains_of_the_grace_period_is_for_the_requests_in_flight(string values, string set, string seconds)
    {
        var chart = await Helm.RenderAsync(values, set, Cancellation);

        chart.Settings["shutdownTimeoutSeconds"].ShouldBe(seconds);
    }

    [Fact]
    public async Task A_changed_setting_restarts_the_pod()
    {
        var one = await Helm.RenderAsync("terminated-upstream", Cancellation);
        var other = await Helm.RenderAsync("terminated-upstream", "gateway.timeZone=America/New_York", Cancellation);

        const string Checksum = "spec.template.metadata.annotations.checksum/config";
        Text(one.Workload, Checksum).ShouldNotBeNull();
        Text(other.Workload, Checksum).ShouldNotBe(Text(one.Workload, Checksum));
    }

    [Fact]
    public async Task Services_find_the_pod_by_its_labels()
    {
        var chart = await Helm.RenderAsync("tls-secret", Cancellation);

        foreach (var service in chart.Documents.Where(document => Text(document, "kind") == "Service"))
        {
            foreach (var (label, value) in At(service, "spec.selector").ShouldBeOfType<YamlMappingNode>())
            {
                At(chart.Workload, "spec.template.metadata.labels").ShouldBeOfType<YamlMappingNode>()[label].ShouldBe(value);
            }
        }

        Text(chart.Workload, "spec.serviceName").ShouldBe("consent-management");
    }
}
