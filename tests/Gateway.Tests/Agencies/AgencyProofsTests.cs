using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HmisGateway.Agencies;
using HmisGateway.Keys;
using HmisGateway.Tests.AgencyApi;
using Microsoft.AspNetCore.Http;

namespace HmisGateway.Tests.Agencies;

public sealed class AgencyProofsTests : IAsyncLifetime
{
    private const string Credential = "Basic bm9ydGg6YSBsb25nIHBhc3N3b3Jk";
    private GatewayUnderTest _gateway = null!;

    private AgencyProofs Proofs => _gateway.Get<AgencyProofs>();

    private AgencyDirectory Directory => _gateway.Get<AgencyDirectory>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _gateway = await GatewayUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_credential_is_known_by_header_and_exact_value()
    {
        await AddAsync("north");
        await DoneAsync(Proofs.AddCredentialAsync("north", "X-Api-Key", Credential, Stop));

        Directory.FindByCredential("x-api-key", Credential)!.Id.ShouldBe("north");
        Directory.FindByCredential("authorization", Credential).ShouldBeNull();
        Directory.FindByCredential("x-api-key", Credential + "A").ShouldBeNull();
        Directory.FindByCredential("x-api-key", Credential.ToUpperInvariant()).ShouldBeNull();
        Directory.FindByCredential("x-api-key", new string('a', 100_000)).ShouldBeNull();
        Directory.Proofs.CredentialHeaders.ShouldBe(["x-api-key"]);
    }

    [Fact]
    public async Task A_certificate_outside_its_dates_proves_nobody_even_beside_a_valid_key()
    {
        string key = await AddAsync("north");
        using X509Certificate2 certificate = Certificate(Some.Moment.AddDays(-1), Some.Moment.AddDays(1));
        await DoneAsync(Proofs.AddCertificateAsync("north", certificate.ExportCertificatePem(), Stop));

        Authenticate(certificate)!.Id.ShouldBe("north");
        Authenticate(certificate, key)!.Id.ShouldBe("north");
        _gateway.Time.Advance(TimeSpan.FromDays(2));
        Authenticate(certificate).ShouldBeNull();
        Authenticate(certificate, key).ShouldBeNull();
        using X509Certificate2 tomorrow = Certificate(_gateway.Time.GetUtcNow().AddDays(1), _gateway.Time.GetUtcNow().AddDays(2));
        await DoneAsync(Proofs.AddCertificateAsync("north", tomorrow.ExportCertificatePem(), Stop));
        Authenticate(tomorrow).ShouldBeNull();
    }

    [Fact]
    public async Task A_credential_that_stands_twice_proves_nobody_and_still_must_not_name_another()
    {
        string key = await AddAsync("north");
        await AddAsync("south");
        await DoneAsync(Proofs.AddCredentialAsync("north", "Authorization", Credential, Stop));
        await DoneAsync(Proofs.AddCredentialAsync("south", "Authorization", "Basic " + new string('s', 40), Stop));

        Authenticate(null, key: null, Credential, Credential).ShouldBeNull();
        Authenticate(null, key, Credential, "Basic unregistered-and-long")!.Id.ShouldBe("north");
        Authenticate(null, key, Credential, "Basic " + new string('s', 40)).ShouldBeNull();
        Authenticate(null, key, "Basic unregistered-and-long", "Basic " + new string('s', 40)).ShouldBeNull();
    }

    [Theory]
    [InlineData("", Credential, "header")]
    [InlineData("Bad Name", Credential, "header")]
    [InlineData("Host", Credential, "header")]
    [InlineData("user-agent", Credential, "header")]
    [InlineData("Content-Type", Credential, "header")]
    [InlineData("Hmis-Gateway-Key", Credential, "header")]
    [InlineData("Authorization", "", "value")]
    [InlineData("Authorization", "Basic c2hvcnQ=", "value")]
    [InlineData("Authorization", "Basic two\nlines-and-long-enough", "value")]
    [InlineData("Authorization", " Basic begins-with-a-blank", "value")]
    [InlineData("Authorization", "Basic n\u00f8t-ascii-and-long", "value")]
    public async Task A_credential_that_proves_too_little_is_refused_without_repeating_it(string header, string value, string about)
    {
        await AddAsync("north");

        string problem = (await Proofs.AddCredentialAsync("north", header, value, Stop)).ShouldBeOfType<AgencyProofChange.Invalid>().Problem;

        problem.ShouldStartWith(about + ":");
        if (value.Length > 0)
        {
            problem.ShouldNotContain(value);
        }
    }

    [Fact]
    public async Task Only_one_certificate_without_a_key_that_may_authenticate_a_client_is_taken()
    {
        await AddAsync("north");
        using X509Certificate2 certificate = Certificate(Some.Moment.AddDays(-1), Some.Moment.AddDays(1));
        using X509Certificate2 ended = Certificate(Some.Moment.AddDays(-2), Some.Moment.AddDays(-1));
        using X509Certificate2 server = Certificate(Some.Moment.AddDays(-1), Some.Moment.AddDays(1), "1.3.6.1.5.5.7.3.1");
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        string pem = certificate.ExportCertificatePem();

        await RefusedAsync("", "exactly one");
        await RefusedAsync("nonsense", "exactly one");
        await RefusedAsync(pem + "\n" + pem, "exactly one");
        await RefusedAsync(pem + "\n" + key.ExportPkcs8PrivateKeyPem(), "private key");
        await RefusedAsync(ended.ExportCertificatePem(), "has ended");
        await RefusedAsync(server.ExportCertificatePem(), "client authentication");
        await RefusedAsync("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "cannot be read");

        async Task RefusedAsync(string text, string words) =>
            (await Proofs.AddCertificateAsync("north", text, Stop)).ShouldBeOfType<AgencyProofChange.Invalid>().Problem.ShouldContain(words);
    }

    [Fact]
    public async Task A_proof_is_registered_once_listed_without_its_secret_and_removed_by_its_id()
    {
        await AddAsync("north");
        await AddAsync("south");
        AgencyProof added = await DoneAsync(Proofs.AddCredentialAsync("north", "Authorization", Credential, Stop));

        (await Proofs.AddCredentialAsync("south", "authorization", Credential, Stop)).ShouldBe(new AgencyProofChange.Taken("north"));
        (await Proofs.AddCredentialAsync("nobody", "authorization", Credential + "x", Stop)).ShouldBeOfType<AgencyProofChange.NoAgency>();
        (await Proofs.RemoveAsync("south", AgencyProofKind.VendorCredential, added.Id, Stop)).ShouldBeOfType<AgencyProofChange.NoProof>();
        (await Proofs.RemoveAsync("nobody", AgencyProofKind.VendorCredential, added.Id, Stop)).ShouldBeOfType<AgencyProofChange.NoAgency>();
        (await Directory.ListAsync(Stop)).Select(static listing => listing.VendorCredentials).ShouldBe([1, 0]);
        await DoneAsync(Proofs.RemoveAsync("north", AgencyProofKind.VendorCredential, added.Id, Stop));

        Directory.FindByCredential("authorization", Credential).ShouldBeNull();
        Proofs.Of("north").ShouldBeEmpty();
        string ledger = await _gateway.LedgerAsync();
        ledger.ShouldContain("credential-added");
        ledger.ShouldContain("credential-removed");
        ledger.ShouldNotContain(Credential[6..]);
    }

    [Fact]
    public async Task Proofs_outlive_the_process()
    {
        await AddAsync("north");
        await DoneAsync(Proofs.AddCredentialAsync("north", "Authorization", Credential, Stop));
        using AgencyDirectory restarted = new(_gateway.Storage.Agencies, _gateway.Get<IKeyRing>(), _gateway.Time);

        restarted.FindByCredential("authorization", Credential).ShouldBeNull();
        await restarted.LoadAsync(Stop);
        restarted.FindByCredential("authorization", Credential)!.Id.ShouldBe("north");
    }

    private static X509Certificate2 Certificate(DateTimeOffset from, DateTimeOffset to, string? use = null)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=north", key, HashAlgorithmName.SHA256);
        if (use is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        }

        return request.CreateSelfSigned(from, to);
    }

    private static async Task<AgencyProof> DoneAsync(Task<AgencyProofChange> change) => (await change).ShouldBeOfType<AgencyProofChange.Done>().Proof;

    private Agency? Authenticate(X509Certificate2? certificate, string? key = null, params string[] authorization)
    {
        DefaultHttpContext context = new();
        if (certificate is not null)
        {
            context.Features.Set<IClientCertificateFeature>(new ClientCertificateFeature(certificate));
        }

        if (key is not null)
        {
            context.Request.Headers[AgencyKey.HeaderName] = key;
        }

        if (authorization.Length > 0)
        {
            context.Request.Headers.Authorization = authorization;
        }

        return _gateway.Get<AgencyAuthentication>().Authenticate(context);
    }

    private async Task<string> AddAsync(string id) =>
        (await Directory.AddAsync(id, $"Agency {id}", AgencyType.Standard, Stop)).ShouldBeOfType<AgencyAddition.Added>().Key;
}
