using HmisGateway.Faults;

namespace HmisGateway.Experiments.Revocation;

/// <summary>The driver's side of <see cref="HoldingPoint"/>.</summary>
internal sealed class Hold
{
    private readonly string _folder;

    /// <summary>Holds nobody.</summary>
    /// <param name="folder">Made here; of one gateway.</param>
    public Hold(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
    }

    /// <summary>How many requests have been held since <see cref="Begin"/>.</summary>
    public int Count => new FileInfo(CountFile) is { Exists: true } file ? (int)file.Length : 0;

    private string CountFile => Path.Combine(_folder, HoldingPoint.CountFile);

    /// <summary>What the gateway's environment needs.</summary>
    public void AddTo(IDictionary<string, string> environment)
    {
        environment["DOTNET_STARTUP_HOOKS"] = typeof(HoldingPoint).Assembly.Location;
        environment[HoldingPoint.FolderVariable] = _folder;
    }

    /// <summary>Holds every forward that comes to a point from now on.</summary>
    public void Begin(FaultOperation point)
    {
        File.Delete(CountFile);
        File.WriteAllText(Path.Combine(_folder, point.ToString()), "");
    }

    /// <summary>Lets all of them go on.</summary>
    public void End()
    {
        File.Delete(Path.Combine(_folder, nameof(FaultOperation.PermitGrant)));
        File.Delete(Path.Combine(_folder, nameof(FaultOperation.PermitGranted)));
    }
}
