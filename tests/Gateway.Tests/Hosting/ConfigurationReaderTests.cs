using HmisGateway.Hosting;

namespace HmisGateway.Tests.Hosting;

public sealed class ConfigurationReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, string> Problems => new()
    {
        // setting, the key it is reported under, a word of the message
        { "Gateway:Listen=nonsense", "Gateway:Listen", "not an address" },
        { "Gateway:Listen=ftp://127.0.0.1:1", "Gateway:Listen", "neither http nor https" },
        { "Gateway:Listen=http://127.0.0.1:8080/path", "Gateway:Listen", "behind host and port" },
        { "Gateway:Listen=http://gateway.example.org:8080", "Gateway:Listen", "not something to listen on" },
        { "Gateway:Listen=http://0.0.0.0:8080", "Gateway:Listen", "without TLS" },
        { "Gateway:Listen=http://*:8080", "Gateway:Listen", "without TLS" },
        { "Gateway:Listen=https://0.0.0.0:8443", "Gateway:Listen", "certificate" },
        { "Gateway:Management=http://[::]:8081", "Gateway:Management", "without TLS" },
        { "Gateway:Management=http://127.0.0.1:8080", "Gateway:Management", "port of Gateway:Listen" },
        { "Gateway:TimeZone=Mars/Olympus", "Gateway:TimeZone", "not a time zone" },
        { "Gateway:MaxRequestBodyBytes=10", "Gateway:MaxRequestBodyBytes", "not between" },
        { "Gateway:MaxRequestBodyBytes=2000000000", "Gateway:MaxRequestBodyBytes", "not between" },
        { "Storage:CachedReferences=-1", "Storage:CachedReferences", "not between" },
        { "Gateway:MaxRequestBodyBytes=many", "Gateway:MaxRequestBodyBytes", "a whole number" },
        { "Gateway:TlsTerminatedUpstream=perhaps", "Gateway:TlsTerminatedUpstream", "true or false" },
        { "Gateway:Lisen=http://127.0.0.1:8080", "Gateway:Lisen", "Did you mean Gateway:Listen?" },
        { "Gateway:Frobnicate=1", "Gateway:Frobnicate", "Known here: Listen" },
        { "Storage:Provider=Oracle", "Storage:Provider", "Use Sqlite" },
        { "Storage:ConnectionString=Host=x", "Storage:ConnectionString", "has none" },
        { "Storage:ConnectionStringFile=x", "Storage:ConnectionStringFile", "has none" },
        { "Storage:Provider=Postgres", "Storage:ConnectionString", "there is none" },
        { "Storage:Folder=x", "Storage:Folder", "nothing reads" },
        { "Keys:Path=x", "Keys:Path", "nothing reads" },
        { "Ledger:Anchor=http://anchor.example.org/hmis", "Ledger:Anchor", "without TLS" },
        { "Ledger:Anchor=ftp://anchor.example.org/hmis", "Ledger:Anchor", "neither a path nor" },
        { "Ledger:Anchor=https://", "Ledger:Anchor", "neither a path nor" },
        { "Ledger:Anchor=https://user:secret@anchor.example.org", "Ledger:Anchor", "carries a user" },
        { "Ledger:Anchor=https://anchor.example.org/?token=secret", "Ledger:Anchor", "carries a user, a query" },
        { "Ledger:AnchorTimeout=00:02:00", "Ledger:AnchorTimeout", "not between" },
        { "Ledger:AnchorInterval=00:00:00", "Ledger:AnchorInterval", "not between" },
        { "Ledger:AnchorCredential:Header=Authorization", "Ledger:AnchorCredential", "no address" },
        { "Fence:DrainTimeout=00:10:00", "Fence:DrainTimeout", "not between" },
        { "Vendor:ProfileDirectory=/does/not/exist", "Vendor:ProfileDirectory", "does not exist" },
        { "Logging:Level=Loud", "Logging:Level", "not a level" },
        { "Vendors:0:Name=", "Vendors:0:Name", "not a vendor name" },
        { "Vendors:0:Name=H M I S", "Vendors:0:Name", "1 to 64 of a-z 0-9 -" },
        { "Vendors:0:BaseAddress=hmis.example.org", "Vendors:0:BaseAddress", "not an absolute" },
        { "Vendors:0:BaseAddress=http://hmis.example.org", "Vendors:0:BaseAddress", "without TLS" },
        { "Vendors:0:BaseAddress=https://user:secret@hmis.example.org", "Vendors:0:BaseAddress", "carries a user" },
        { "Vendors:0:Profile=clarity-res", "Vendors:0:Profile", "Did you mean clarity-rest?" },
        { "Vendors:0:Profile=", "Vendors:0:Profile", "no profile is named" },
        { "Vendors:0:Host=https://hmis", "Vendors:0:Host", "not a host name" },
        { "Vendors:0:PathPrefix=hmis", "Vendors:0:PathPrefix", "not a path prefix" },
        { "Vendors:0:PathPrefix=/hmis/", "Vendors:0:PathPrefix", "not a path prefix" },
        { "Vendors:0:PathPrefix=/_gateway/x", "Vendors:0:PathPrefix", "not a path prefix" },
        { "Vendors:0:PathPrefix=/a/../b", "Vendors:0:PathPrefix", "not a path prefix" },
        { "Vendors:0:Timeout=00:00:00", "Vendors:0:Timeout", "not between" },
        { "Vendors:0:Timeout=soon", "Vendors:0:Timeout", "a time span" },
        { "Vendors:0:Credentials:FromFile=/run/secret", "Vendors:0:Credentials", "Did you mean Vendors:0:Credential?" },
        { "Vendors:hmis:Name=x", "Vendors:hmis", "is a list" },
    };

    [Theory]
    [MemberData(nameof(Problems))]
    public void A_problem_is_reported_under_its_key(string setting, string key, string words)
    {
        IReadOnlyList<ConfigurationProblem> problems = ProblemsOf(setting);

        ConfigurationProblem problem = problems.ShouldHaveSingleItem();
        problem.Key.ShouldBe(key);
        problem.ToString().ShouldContain(words);
    }

    [Theory]
    [InlineData("Gateway:Listen=http://localhost:9000")]
    [InlineData("Gateway:Listen=http://[::1]:9000")]
    [InlineData("Gateway:Listen=http://127.0.0.1:0")]
    [InlineData("Gateway:Listen=http://0.0.0.0:9000 Gateway:TlsTerminatedUpstream=true")]
    [InlineData("Gateway:Listen=https://0.0.0.0:9000 Kestrel:Certificates:Default:Path=/tls/tls.pem")]
    [InlineData("Vendors:0:BaseAddress=http://127.0.0.1:9000/base")]
    [InlineData("Vendors:0:BaseAddress=http://hmis.internal Vendors:0:AllowInsecure=true")]
    [InlineData("Vendors:0:PathPrefix=/clarity/v1")]
    [InlineData("Ledger:Anchor=elsewhere/anchor.jsonl")]
    [InlineData("Ledger:Anchor=http://127.0.0.1:9000/anchor")]
    [InlineData("Ledger:Anchor=https://anchor.example.org/hmis Ledger:AnchorTimeout=00:00:05")]
    [InlineData("Gateway:MaxRequestBodyBytes=1024")]
    [InlineData("gateway:listen=http://127.0.0.1:9000")]
    [InlineData("Serilog:Anything=x")]
    public void What_is_allowed_is_no_problem(string settings) => ProblemsOf(settings.Split(' ')).ShouldBeEmpty();

    [Fact]
    public void All_problems_are_reported_at_once()
    {
        IReadOnlyList<ConfigurationProblem> problems = ProblemsOf(
            "Gateway:Listen=nonsense", "Gateway:TimeZone=Mars/Olympus", "Vendors:0:Timeout=soon", "Storage:Provider=Oracle", "Keys:Paht=x");

        problems.Select(static p => p.Key).Order(StringComparer.Ordinal).ShouldBe(
            ["Gateway:Listen", "Gateway:TimeZone", "Keys:Paht", "Storage:Provider", "Vendors:0:Timeout"]);
    }

    [Fact]
    public void No_vendor_is_a_problem() =>
        Problem(Read(new ConfigurationArguments { WorkingDirectory = _folder.Path })).Key.ShouldBe("Vendors");

    [Fact]
    public void Two_vendors_with_one_name_are_a_problem() =>
        ProblemsOf("Vendors:1:Name=hmis", "Vendors:1:BaseAddress=https://b.example.org", "Vendors:1:Profile=hud-api", "Vendors:1:PathPrefix=/b")
            .ShouldHaveSingleItem().Key.ShouldBe("Vendors:1:Name");

    [Fact]
    public void Two_vendors_that_cannot_be_told_apart_are_a_problem() =>
        ProblemsOf("Vendors:1:Name=other", "Vendors:1:BaseAddress=https://b.example.org", "Vendors:1:Profile=hud-api")
            .ShouldHaveSingleItem().ToString().ShouldContain("cannot be told from those of Vendors:0");

    [Fact]
    public void Two_vendors_apart_by_host_or_prefix_are_fine() =>
        ProblemsOf(
            "Vendors:1:Name=b", "Vendors:1:BaseAddress=https://b.example.org", "Vendors:1:Profile=hud-api", "Vendors:1:PathPrefix=/b",
            "Vendors:2:Name=c", "Vendors:2:BaseAddress=https://c.example.org", "Vendors:2:Profile=hud-api", "Vendors:2:Host=c.local").ShouldBeEmpty();

    [Fact]
    public void A_local_profile_that_cannot_be_compiled_is_reported_with_its_place()
    {
        Directory.CreateDirectory(_folder["profiles"]);
        File.WriteAllText(_folder["profiles/mine.json"], """{ "name": "mine", "rules": [], "color": "red" }""");

        IReadOnlyList<ConfigurationProblem> problems = ProblemsOf("Vendor:ProfileDirectory=profiles", "Vendors:0:Profile=mine");

        problems.ShouldAllBe(p => p.Key == _folder["profiles/mine.json"]);
        problems.ShouldContain(static p => p.Problem.StartsWith("line 1, column 32, /color: ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_local_profile_with_the_name_of_a_shipped_one_is_a_problem()
    {
        Directory.CreateDirectory(_folder["profiles"]);
        using Stream shipped = typeof(ProfileCatalog).Assembly.GetManifestResourceStream("HmisGateway.Profiles.hud-api.json")!;
        using (FileStream copy = File.Create(_folder["profiles/copy.json"]))
        {
            shipped.CopyTo(copy);
        }

        ProblemsOf("Vendor:ProfileDirectory=profiles").ShouldHaveSingleItem().ToString().ShouldContain("'hud-api'");
    }

    [Fact]
    public void The_full_example_with_its_nulls_is_fine()
    {
        File.WriteAllText(_folder["appsettings.json"], """
            { "Gateway": { "Listen": "http://127.0.0.1:8080", "Management": "http://127.0.0.1:8081", "StateDirectory": null, "TimeZone": "America/Chicago" },
              "Vendors": [ { "Name": "hmis", "BaseAddress": "https://hmis.example.org", "Profile": "clarity-rest", "Host": null, "PathPrefix": null,
                             "Credential": { "Header": null, "FromFile": null } } ],
              "Storage": { "Provider": "Sqlite", "DataDirectory": "./data", "ConnectionString": null },
              "Keys": { "Directory": "./data/keys" } }
            """);

        GatewayConfiguration configuration = Read(new ConfigurationArguments { WorkingDirectory = _folder.Path })
            .ShouldBeOfType<ConfigurationReading.Usable>().Configuration;

        configuration.Storage.DataDirectory.ShouldBe(_folder["data"]);
        configuration.Keys.Directory.ShouldBe(_folder["data/keys"]);
        configuration.StateDirectory.ShouldBe(_folder["data"]);
        configuration.Vendors.ShouldHaveSingleItem().Host.ShouldBeNull();
    }

    [Fact]
    public void Stronger_sources_win_in_their_order()
    {
        File.WriteAllText(_folder["appsettings.json"], """{ "Gateway": { "TimeZone": "UTC", "Listen": "http://127.0.0.1:1", "Management": "http://127.0.0.1:2" } }""");
        File.WriteAllText(_folder["appsettings.Staging.json"], """{ "Gateway": { "Listen": "http://127.0.0.1:3", "Management": "http://127.0.0.1:4" } }""");
        File.WriteAllText(_folder["extra.json"], """{ "Gateway": { "Management": "http://127.0.0.1:5" }, "Storage": { "DataDirectory": "weak" } }""");

        GatewayConfiguration configuration = Read(new ConfigurationArguments
        {
            WorkingDirectory = _folder.Path,
            EnvironmentName = "Staging",
            File = "extra.json",
            DataDirectory = "strong",
            Settings = [new("Vendors:0:Name", "hmis"), new("Vendors:0:BaseAddress", "https://x.example.org"), new("Vendors:0:Profile", "hud-api")],
        }).ShouldBeOfType<ConfigurationReading.Usable>().Configuration;

        configuration.Gateway.TimeZone.ShouldBe("UTC");
        configuration.Gateway.Listen.ShouldBe("http://127.0.0.1:3");
        configuration.Gateway.Management.ShouldBe("http://127.0.0.1:5");
        configuration.Storage.DataDirectory.ShouldBe(_folder["strong"]);
        configuration.Keys.Directory.ShouldBe(_folder["strong/keys"]);
    }

    [Fact]
    public void A_file_that_is_not_json_is_named_with_its_line_and_nothing_of_its_content()
    {
        File.WriteAllText(_folder["appsettings.json"], "{\n  \"Gateway\": {\n    \"Listen\": hunter2\n");

        ConfigurationReading.Unusable unusable = Read(new ConfigurationArguments { WorkingDirectory = _folder.Path })
            .ShouldBeOfType<ConfigurationReading.Unusable>();

        unusable.Partial.ShouldBeNull();
        string text = unusable.Problems.ShouldHaveSingleItem().ToString();
        text.ShouldContain("appsettings.json");
        text.ShouldContain("line 3");
        text.ShouldNotContain("hunter2");
    }

    [Fact]
    public void A_config_file_that_does_not_exist_is_a_problem() =>
        Problem(Read(new ConfigurationArguments { WorkingDirectory = _folder.Path, File = "missing.json" })).Key.ShouldBe("--config");

    [Theory]
    [InlineData("Storage:ConnectionString=hunter2", "Storage:ConnectionString", "not a connection string")]
    [InlineData("Storage:ConnectionString=Host=x;Database=y;Password=hun;ter2", "Storage:ConnectionString", "not a connection string")]
    [InlineData("Storage:ConnectionStringFile=missing", "Storage:ConnectionStringFile", "does not exist")]
    [InlineData("Storage:ConnectionStringFile=broken", "Storage:ConnectionStringFile", "not a connection string")]
    public void A_connection_string_that_cannot_be_used_is_a_problem_and_is_not_shown(string setting, string key, string named)
    {
        File.WriteAllText(_folder["broken"], "hunter2");
        ConfigurationProblem problem = Problem(Read(With("Storage:Provider=Postgres", setting)));
        problem.Key.ShouldBe(key);
        problem.ToString().ShouldContain(named);
        problem.ToString().ShouldNotContain("hun");
    }

    [Fact]
    public void A_connection_string_comes_from_a_setting_or_from_a_file()
    {
        File.WriteAllText(_folder["database"], "Host=db;Database=gateway;Username=gateway;Password=hunter2\n");
        Read(With("Storage:Provider=postgres", "Storage:ConnectionString=Host=db")).ShouldBeOfType<ConfigurationReading.Usable>();
        GatewayConfiguration configuration = Read(With("Storage:Provider=Postgres", "Storage:ConnectionStringFile=database"))
            .ShouldBeOfType<ConfigurationReading.Usable>().Configuration;

        PostgresConnection.Settings(configuration.Storage).Place.ShouldBe("database 'gateway' on db:5432 as 'gateway'");
        EffectiveSettings.Of(configuration).Single(static s => s.Key == "Storage:ConnectionStringFile").Value.ShouldBe(_folder["database"]);
    }

    [Fact]
    public void Effective_settings_show_defaults_and_sources_and_no_secret()
    {
        File.WriteAllText(_folder["appsettings.json"], """{ "Gateway": { "TimeZone": "UTC" } }""");
        GatewayConfiguration configuration = Read(With(
            "Kestrel:Certificates:Default:Password=hunter2", "Vendors:0:BaseAddress=https://me:hunter2@x.example.org", "Storage:ConnectionString=hunter2"))
            .ShouldBeOfType<ConfigurationReading.Unusable>().Partial.ShouldNotBeNull();

        IReadOnlyList<EffectiveSetting> settings = EffectiveSettings.Of(configuration);

        settings.ShouldNotContain(static s => s.Value != null && s.Value.Contains("hunter2", StringComparison.Ordinal));
        settings.ShouldContain(new EffectiveSetting("Kestrel:Certificates:Default:Password", "[redacted]", "command line"));
        settings.ShouldContain(new EffectiveSetting("Gateway:TimeZone", "UTC", "appsettings.json"));
        settings.ShouldContain(new EffectiveSetting("Gateway:ForwardDeletes", "true", "default"));
        settings.ShouldContain(new EffectiveSetting("Vendors:0:BaseAddress", "https://[redacted]@x.example.org", "command line"));
    }

    public static TheoryData<string, string, string, string> CredentialProblems => new()
    {
        // settings, content of the file, the key it is reported under, a word of the message
        { "Header=Authorization", "", "Vendors:0:Credential:FromFile", "missing beside Vendors:0:Credential:Header" },
        { "FromFile=secret", "Bearer x", "Vendors:0:Credential:Header", "missing beside Vendors:0:Credential:FromFile" },
        { "Header=Authorization FromFile=elsewhere", "Bearer x", "Vendors:0:Credential:FromFile", "does not exist" },
        { "Header=Authorization FromFile=secret", "", "Vendors:0:Credential:FromFile", "it is empty" },
        { "Header=Authorization FromFile=secret", " \r\n ", "Vendors:0:Credential:FromFile", "it is empty" },
        { "Header=Authorization FromFile=secret", "Bearer hunter2\r\nX-Other: 1", "Vendors:0:Credential:FromFile", "on one line" },
        { "Header=Authorization FromFile=secret", "Bearer hünter2", "Vendors:0:Credential:FromFile", "printable ASCII" },
        { "Header=Bad:Name FromFile=secret", "Bearer hunter2", "Vendors:0:Credential:Header", "name of a request header" },
        { "Header=Content-Length FromFile=secret", "Bearer hunter2", "Vendors:0:Credential:Header", "does not carry a credential" },
        { "Header=Hmis-Gateway-Key FromFile=secret", "Bearer hunter2", "Vendors:0:Credential:Header", "does not carry a credential" },
    };

    [Theory]
    [MemberData(nameof(CredentialProblems))]
    public void A_vendor_credential_that_cannot_be_presented_is_reported_without_it(string settings, string content, string key, string words)
    {
        File.WriteAllText(_folder["secret"], content);

        ConfigurationProblem problem = ProblemsOf([.. settings.Split(' ').Select(static s => "Vendors:0:Credential:" + s)]).ShouldHaveSingleItem();

        problem.Key.ShouldBe(key);
        problem.ToString().ShouldContain(words);
        problem.ToString().ShouldNotContain("nter2");
    }

    [Fact]
    public void A_vendor_credential_in_a_readable_file_is_fine_and_never_shown()
    {
        File.WriteAllText(_folder["secret"], "Bearer hunter2\n");
        GatewayConfiguration configuration = Read(With("Vendors:0:Credential:Header=Authorization", "Vendors:0:Credential:FromFile=secret"))
            .ShouldBeOfType<ConfigurationReading.Usable>().Configuration;

        configuration.Vendors[0].Credential.FromFile.ShouldBe(_folder["secret"]);
        EffectiveSettings.Of(configuration).ShouldNotContain(static s => s.Value != null && s.Value.Contains("hunter2", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(CredentialProblems))]
    public void A_credential_of_the_anchor_that_cannot_be_presented_is_reported_without_it(string settings, string content, string key, string words)
    {
        File.WriteAllText(_folder["secret"], content);

        ConfigurationProblem problem = ProblemsOf(
            ["Ledger:Anchor=https://anchor.example.org", .. settings.Split(' ').Select(static s => "Ledger:AnchorCredential:" + s)]).ShouldHaveSingleItem();

        problem.Key.ShouldBe(key.Replace("Vendors:0:Credential", "Ledger:AnchorCredential", StringComparison.Ordinal));
        problem.ToString().ShouldContain(words.Replace("Vendors:0:Credential", "Ledger:AnchorCredential", StringComparison.Ordinal));
        problem.ToString().ShouldNotContain("nter2");
    }

    [Fact]
    public void The_address_of_an_anchor_is_no_path_and_its_credential_is_never_shown()
    {
        File.WriteAllText(_folder["secret"], "Bearer hunter2\n");
        GatewayConfiguration configuration = Read(With(
            "Ledger:Anchor=https://anchor.example.org/hmis", "Ledger:AnchorCredential:Header=Authorization", "Ledger:AnchorCredential:FromFile=secret"))
            .ShouldBeOfType<ConfigurationReading.Usable>().Configuration;

        configuration.Ledger.Anchor.ShouldBe("https://anchor.example.org/hmis");
        configuration.Ledger.AnchorCredential.FromFile.ShouldBe(_folder["secret"]);
        IReadOnlyList<EffectiveSetting> settings = EffectiveSettings.Of(configuration);
        settings.ShouldContain(new EffectiveSetting("Ledger:Anchor", "https://anchor.example.org/hmis", "command line"));
        settings.ShouldNotContain(static s => s.Value != null && s.Value.Contains("hunter2", StringComparison.Ordinal));
    }

    private static ConfigurationReading Read(ConfigurationArguments arguments) => ConfigurationReader.Read(arguments);

    private static ConfigurationProblem Problem(ConfigurationReading reading) =>
        reading.ShouldBeOfType<ConfigurationReading.Unusable>().Problems.ShouldHaveSingleItem();

    private ConfigurationArguments With(params string[] settings) => new()
    {
        WorkingDirectory = _folder.Path,
        Settings =
        [
            new("Vendors:0:Name", "hmis"),
            new("Vendors:0:BaseAddress", "https://hmis.example.org"),
            new("Vendors:0:Profile", "clarity-rest"),
            .. settings.Select(static s => KeyValuePair.Create(s[..s.IndexOf('=', StringComparison.Ordinal)], (string?)s[(s.IndexOf('=', StringComparison.Ordinal) + 1)..])),
        ],
    };

    private IReadOnlyList<ConfigurationProblem> ProblemsOf(params string[] settings) =>
        Read(With(settings)) is ConfigurationReading.Unusable unusable ? unusable.Problems : [];
}
