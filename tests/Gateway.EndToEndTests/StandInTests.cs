using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests;

/// <summary>Refused and anonymous stand-ins, and records of Limited Sharing clients that are not locked.</summary>
public sealed class StandInTests(GatewayBeforeVendor gateway) : IClassFixture<GatewayBeforeVendor>
{
    public static TheoryData<string> StandIns =>
    [
        """{"client":{"first_name":"Client","last_name":"Refused","name_quality":9,"birth_date":"1980-01-01","dob_quality":9,"ssn1":"000","ssn2":"00","ssn3":"0000","ssn_quality":9}}""",
        """{"client":{"first_name":"Generated","last_name":"Refused","birth_date":"01/01/1980","dob_quality":9}}""",
        """{"client":{"first_name":"Anonymous","last_name":"Anonymous","alias":"NOT SHARED"}}""",
        """{"client":{"first_name":"Anonymous 12","last_name":"Anonymous 12","birth_date":"1980-05-06","dob_quality":99}}""",
    ];

    [Theory]
    [MemberData(nameof(StandIns))]
    public async Task A_stand_in_is_attributed_by_what_it_refers_to_and_never_by_its_name(string standIn)
    {
        await gateway.RecordAsync("stand-in-none", "none", "5003");
        await gateway.RecordAsync("stand-in-full", "full", "5001");
        gateway.Vendor.Clear();
        Answer none = await gateway.SendAsync("POST", "/clients", standIn, null, ("Hmis-Gateway-Client", "stand-in-none"));
        Answer update = await gateway.SendAsync("PUT", "/clients/5003", standIn);
        Answer nobody = await gateway.SendAsync("POST", "/clients", standIn);

        none.Code.ShouldBe("no_sharing");
        update.Code.ShouldBe("no_sharing");
        nobody.Code.ShouldBe("client_unidentified");
        gateway.Vendor.Bytes.ShouldBeEmpty();

        // It is nobody's identity: everybody else who is called that is not held for it.
        (await gateway.SendAsync("POST", "/clients", standIn, null, ("Hmis-Gateway-Client", "stand-in-full"))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_new_record_of_a_limited_client_that_is_not_locked_is_sent_and_counted()
    {
        await gateway.RecordAsync("limited-1", "limited", "5002");

        (await gateway.SendAsync("POST", "/clients/5002/client-notes", """{"clientNote":{"title":"t","private":"1"}}""")).Status.ShouldBe(200);
        (await gateway.SendAsync("POST", "/clients/5002/client-notes", """{"clientNote":{"title":"t","private":"0"}}""")).Status.ShouldBe(200);

        // What is published lags behind by a moment.
        await gateway.Process.WaitUntilAsync(async () => await UnlockedAsync() == 1);
    }

    private async Task<int> UnlockedAsync()
    {
        string metrics = await gateway.Http.GetStringAsync(new Uri(gateway.Management, "/metrics"), TestContext.Current.CancellationToken);
        string? line = metrics.Split('\n').FirstOrDefault(static line => line.StartsWith("hmis_gateway_limited_unlocked_total{", StringComparison.Ordinal));
        return line is null ? 0 : int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
