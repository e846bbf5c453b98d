using HmisGateway.Management;

namespace HmisGateway.Tests.Management;

public sealed class ManagementStateTests : IDisposable
{
    private static readonly Uri Address = new("http://127.0.0.1:8081/");
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_written_is_read_and_is_its_owners_only()
    {
        ManagementState state = new(_folder["state"]);
        ManagementToken token = new();

        await state.WriteAsync(Address, token, TestContext.Current.CancellationToken);

        (await state.ReadAsync(TestContext.Current.CancellationToken)).ShouldBe((Address, token.Value));
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(_folder["state/management.token"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.GetUnixFileMode(_folder["state/management.address"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Directory.EnumerateFiles(_folder["state"]).Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_token_that_others_could_read_is_replaced_by_one_that_they_cannot()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        Directory.CreateDirectory(_folder["state"]);
        await File.WriteAllTextAsync(_folder["state/management.token"], "old", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(_folder["state/management.token"], UnixFileMode.UserRead | UnixFileMode.OtherRead);

        await new ManagementState(_folder["state"]).WriteAsync(Address, new ManagementToken(), TestContext.Current.CancellationToken);

        File.GetUnixFileMode(_folder["state/management.token"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task A_run_removes_its_own_files_only()
    {
        ManagementState state = new(_folder["state"]);
        ManagementToken mine = new();
        ManagementToken others = new();
        await state.WriteAsync(Address, others, TestContext.Current.CancellationToken);

        await state.RemoveAsync(mine, TestContext.Current.CancellationToken);
        (await state.ReadAsync(TestContext.Current.CancellationToken)).ShouldNotBeNull();
        await state.RemoveAsync(others, TestContext.Current.CancellationToken);
        (await state.ReadAsync(TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    [Theory]
    [InlineData("", "token")]
    [InlineData("not an address", "token")]
    [InlineData("http://127.0.0.1:1/", "")]
    public async Task Files_that_are_not_what_they_should_be_are_no_state(string address, string token)
    {
        await File.WriteAllTextAsync(_folder["management.address"], address, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder["management.token"], token, TestContext.Current.CancellationToken);

        (await new ManagementState(_folder.Path).ReadAsync(TestContext.Current.CancellationToken)).ShouldBeNull();
    }
}
