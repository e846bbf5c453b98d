using System.Diagnostics;
using HmisGateway.Storage;
using HmisGateway.Testing;

namespace HmisGateway.Tests.Storage;

public sealed class DataDirectoryLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_directory_is_held_once_until_it_is_let_go()
    {
        string directory = _folder["not-yet-there"];
        DataDirectoryLock first = DataDirectoryLock.TryAcquire(directory).ShouldNotBeNull();
        DataDirectoryLock.TryAcquire(directory).ShouldBeNull();
        first.Dispose();
        using DataDirectoryLock second = DataDirectoryLock.TryAcquire(directory).ShouldNotBeNull();
    }

    [Fact]
    public void A_file_that_is_left_over_holds_nothing()
    {
        File.WriteAllText(_folder[DataDirectoryLock.FileName], "");
        using DataDirectoryLock held = DataDirectoryLock.TryAcquire(_folder.Path).ShouldNotBeNull();
    }

    [Fact]
    public async Task Another_process_that_holds_it_and_is_killed_leaves_it_free()
    {
        if (!File.Exists("/usr/bin/flock"))
        {
            Assert.Skip("This system has no flock command to hold the lock from another process.");
        }

        string path = _folder[DataDirectoryLock.FileName];
        using Process holder = Process.Start(new ProcessStartInfo("/usr/bin/flock", [path, "sh", "-c", "echo held; exec sleep 600"]) { RedirectStandardOutput = true })!;
        (await holder.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("held");
        DataDirectoryLock.TryAcquire(_folder.Path).ShouldBeNull();

        holder.Kill(entireProcessTree: true);
        await holder.WaitForExitAsync(TestContext.Current.CancellationToken);
        DataDirectoryLock? free = null;
        await Eventually.HoldsAsync(() => (free = DataDirectoryLock.TryAcquire(_folder.Path)) is not null);
        free!.Dispose();
    }

    [Fact]
    public void A_place_that_cannot_be_a_directory_is_an_error_and_not_taken_for_held()
    {
        File.WriteAllText(_folder["file"], "");
        Should.Throw<IOException>(() => DataDirectoryLock.TryAcquire(_folder["file"]));
    }
}
