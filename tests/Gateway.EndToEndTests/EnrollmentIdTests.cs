using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests;

/// <summary>A write that names nothing but an enrollment is attributed to the client in whose answer the enrollment's id stood.</summary>
public sealed class EnrollmentIdTests : IAsyncLifetime
{
    private readonly GatewayBeforeVendor _gateway = new();

    public async ValueTask InitializeAsync()
    {
        _gateway.Settings["Vendors__0__Profile"] = "hud-api";
        await _gateway.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task An_update_that_names_an_enrollment_only_is_sent_once_the_id_was_learned_also_after_a_restart()
    {
        await _gateway.RecordAsync("full-1", "full", "P-1001");
        _gateway.Vendor.Answer = static _ => RecordingVendor.Ok("""{"EnrollmentID":"E-77","HouseholdID":"H-1"}""");
        (await _gateway.SendAsync("PATCH", "/enrollments/E-77", """{"EnrollmentCoC":"IL-510"}""")).Code.ShouldBe("consent_not_confirmed");
        _gateway.Vendor.Bytes.ShouldBeEmpty();

        (await _gateway.SendAsync("POST", "/enrollments", """{"PersonalID":"P-1001","ProjectID":"9"}""")).Status.ShouldBe(200);
        (await _gateway.SendAsync("PATCH", "/enrollments/E-77", """{"EnrollmentCoC":"IL-510"}""")).Status.ShouldBe(200);
        await _gateway.RestartAsync();
        (await _gateway.SendAsync("PATCH", "/enrollments/E-77", """{"EnrollmentCoC":"IL-511"}""")).Status.ShouldBe(200);
        _gateway.Vendor.Clear();

        (await _gateway.SendAsync("PATCH", "/enrollments/E-78", """{"EnrollmentCoC":"IL-510"}""")).Code.ShouldBe("consent_not_confirmed");
        await _gateway.RecordAsync("full-1", "none", signedOn: "2026-02-01");
        (await _gateway.SendAsync("PATCH", "/enrollments/E-77", """{"EnrollmentCoC":"IL-512"}""")).Code.ShouldBe("no_sharing");
        _gateway.Vendor.Bytes.ShouldBeEmpty();
    }
}
