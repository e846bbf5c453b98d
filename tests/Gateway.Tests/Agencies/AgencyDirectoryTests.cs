using HmisGateway.Agencies;
using HmisGateway.Keys;
using HmisGateway.Tests.AgencyApi;

namespace HmisGateway.Tests.Agencies;

public sealed class AgencyDirectoryTests : IAsyncLifetime
{
    private GatewayUnderTest _gateway = null!;

    private AgencyDirectory Directory => _gateway.Get<AgencyDirectory>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _gateway = await GatewayUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task The_key_that_was_shown_proves_its_agency_and_no_other()
    {
        string north = await AddAsync("north");
        string south = await AddAsync("south-2");

        Directory.Authenticate(north)!.Id.ShouldBe("north");
        Directory.Authenticate(south)!.Id.ShouldBe("south-2");
        north.ShouldMatch("^north\\.[A-Za-z0-9_-]{43}$");
        Directory.Authenticate("south-2" + north[5..]).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("north")]
    [InlineData("north.")]
    [InlineData("north.short")]
    [InlineData("north.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("nobody.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("north.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ")]
    [InlineData("north.\u00e9AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Anything_else_proves_nothing(string presented)
    {
        await AddAsync("north");

        Directory.Authenticate(presented).ShouldBeNull();
    }

    [Fact]
    public async Task Padding_and_spaces_around_a_key_are_refused()
    {
        string key = await AddAsync("north");

        Directory.Authenticate(key + "=").ShouldBeNull();
        Directory.Authenticate(" " + key).ShouldBeNull();
        Directory.Authenticate(key + " ").ShouldBeNull();
    }

    [Fact]
    public async Task Two_keys_are_live_during_a_rotation_and_the_third_ends_the_first()
    {
        string first = await AddAsync("north");
        string second = await RotateAsync("north");
        Directory.Authenticate(first).ShouldNotBeNull();
        Directory.Authenticate(second).ShouldNotBeNull();

        string third = await RotateAsync("north");
        Directory.Authenticate(first).ShouldBeNull();
        Directory.Authenticate(second).ShouldNotBeNull();
        Directory.Authenticate(third).ShouldNotBeNull();
        (await Directory.ListAsync(Stop)).ShouldHaveSingleItem().LiveKeys.ShouldBe(2);
    }

    [Fact]
    public async Task A_disabled_agency_is_shut_out_at_once_and_gets_no_more_keys()
    {
        string key = await AddAsync("north");

        (await Directory.DisableAsync("north", Stop)).ShouldBeTrue();

        Directory.Authenticate(key).ShouldBeNull();
        Directory.Find("north")!.IsDisabled.ShouldBeTrue();
        (await Directory.RotateKeyAsync("north", Stop)).ShouldBeOfType<AgencyKeyRotation.Disabled>();
    }

    [Fact]
    public async Task An_agency_that_does_not_exist_cannot_be_changed()
    {
        (await Directory.DisableAsync("nobody", Stop)).ShouldBeFalse();
        (await Directory.RotateKeyAsync("nobody", Stop)).ShouldBeOfType<AgencyKeyRotation.NotFound>();
    }

    [Fact]
    public async Task An_id_is_given_once_even_after_its_agency_was_disabled()
    {
        await AddAsync("north");
        await Directory.DisableAsync("north", Stop);

        (await Directory.AddAsync("north", "Again", AgencyType.Standard, Stop)).ShouldBeOfType<AgencyAddition.Taken>();
    }

    [Theory]
    [InlineData("")]
    [InlineData("North")]
    [InlineData("-north")]
    [InlineData("north-")]
    [InlineData("no--rth")]
    [InlineData("no rth")]
    [InlineData("north\n")]
    [InlineData("a.b")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task An_id_of_another_syntax_is_invalid(string id) =>
        (await Directory.AddAsync(id, "Name", AgencyType.Standard, Stop)).ShouldBeOfType<AgencyAddition.Invalid>().Problem.ShouldStartWith("id:");

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("line\nbreak")]
    public async Task A_name_must_be_a_line_of_text(string name) =>
        (await Directory.AddAsync("north", name, AgencyType.Standard, Stop)).ShouldBeOfType<AgencyAddition.Invalid>().Problem.ShouldStartWith("name:");

    [Fact]
    public async Task Agencies_keys_and_disablings_outlive_the_process_and_nobody_is_known_before_the_load()
    {
        string north = await AddAsync("north");
        string south = await AddAsync("south");
        await Directory.DisableAsync("south", Stop);
        using AgencyDirectory restarted = new(_gateway.Storage.Agencies, _gateway.Get<IKeyRing>(), _gateway.Time);

        restarted.Authenticate(north).ShouldBeNull();
        await restarted.LoadAsync(Stop);
        restarted.Authenticate(north)!.Type.ShouldBe(AgencyType.VictimService);
        restarted.Authenticate(south).ShouldBeNull();
    }

    [Fact]
    public async Task Every_change_is_in_the_ledger_without_any_secret()
    {
        string first = await AddAsync("north");
        string second = await RotateAsync("north");
        await Directory.DisableAsync("north", Stop);

        string ledger = await _gateway.LedgerAsync();
        ledger.ShouldContain("added");
        ledger.ShouldContain("key-rotated");
        ledger.ShouldContain("disabled");
        ledger.ShouldNotContain(first[6..]);
        ledger.ShouldNotContain(second[6..]);
    }

    [Fact]
    public async Task Many_changes_at_once_lose_none()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => AddAsync($"agency-{i}"), Stop)));

        (await Directory.ListAsync(Stop)).Count.ShouldBe(20);
    }

    [Fact]
    public async Task A_key_is_never_part_of_a_text_form()
    {
        AgencyAddition addition = await Directory.AddAsync("north", "North", AgencyType.Standard, Stop);

        addition.ToString().ShouldNotContain(((AgencyAddition.Added)addition).Key);
    }

    private async Task<string> AddAsync(string id) =>
        (await Directory.AddAsync(id, $"Agency {id}", AgencyType.VictimService, Stop)).ShouldBeOfType<AgencyAddition.Added>().Key;

    private async Task<string> RotateAsync(string id) =>
        (await Directory.RotateKeyAsync(id, Stop)).ShouldBeOfType<AgencyKeyRotation.Rotated>().Key;
}
