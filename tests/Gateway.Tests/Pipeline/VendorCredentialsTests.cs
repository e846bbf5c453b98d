using HmisGateway.Hosting;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Pipeline.Forwarding;
using HmisGateway.Policy.Profiles;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace HmisGateway.Tests.Pipeline;

public sealed class VendorCredentialsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Some.Moment);
    private readonly FakeLogger<VendorCredentials> _log = new();
    private readonly VendorCredentials _credentials;

    public VendorCredentialsTests() => _credentials = new VendorCredentials(_time, _log);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_changed_file_is_presented_after_five_seconds_and_one_that_cannot_be_used_changes_nothing()
    {
        File.WriteAllText(_folder["secret"], "Bearer one\n");
        Vendor vendor = VendorWith("Authorization", _folder["secret"]);
        _credentials.Load([vendor]);
        File.WriteAllText(_folder["secret"], "Bearer two\n");

        _credentials.For(vendor)!.Value.ShouldBe("Bearer one");
        _time.Advance(VendorCredentials.LookAgainAfter);
        _credentials.For(vendor).ShouldBe(new VendorCredentialValue("Authorization", "Bearer two"));

        File.WriteAllText(_folder["secret"], "Bearer three\r\nX-Injected: 1");
        _time.Advance(VendorCredentials.LookAgainAfter);
        _credentials.For(vendor)!.Value.ShouldBe("Bearer two");
        File.Delete(_folder["secret"]);
        _time.Advance(VendorCredentials.LookAgainAfter);
        _credentials.For(vendor)!.Value.ShouldBe("Bearer two");

        _log.Collector.GetSnapshot().Select(static entry => entry.Id.Id).ShouldBe([1030, 1031, 1031]);
        _log.Collector.GetSnapshot().ShouldAllBe(static entry => !entry.Message.Contains("Bearer", StringComparison.Ordinal));
    }

    [Fact]
    public void A_vendor_without_one_gets_none_and_one_that_was_never_read_stops_the_start()
    {
        _credentials.For(VendorWith(null, null)).ShouldBeNull();

        Should.Throw<IOException>(() => _credentials.Load([VendorWith("Authorization", _folder["missing"])])).Message.ShouldContain("does not exist");
    }

    [Fact]
    public void Its_text_form_is_without_the_secret() => new VendorCredentialValue("Authorization", "Bearer x").ToString().ShouldBe("Authorization");

    private static Vendor VendorWith(string? header, string? file)
    {
        VendorOptions options = new() { Name = "hmis", Credential = new() { Header = header, FromFile = file } };
        VendorProfile profile = ProfileCatalog.Load(null).TryGet("clarity-rest")!;
        return new Vendor(options, profile, "https://hmis.example.org", Uploads: null);
    }
}
