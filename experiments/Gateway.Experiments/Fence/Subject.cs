using System.Globalization;

namespace HmisGateway.Experiments.Fence;

/// <summary>The client whose choice a round records.</summary>
/// <param name="Attempt">The round.</param>
internal sealed record Subject(int Attempt)
{
    /// <summary>The agency's own id.</summary>
    public string ClientId => string.Create(CultureInfo.InvariantCulture, $"subject-{Attempt}");

    /// <summary>The id in every HMIS; too short to be swept for.</summary>
    public int VendorId => 200_000 + Attempt;

    /// <summary>A number that the Social Security Administration could have issued.</summary>
    public string Ssn => string.Create(CultureInfo.InvariantCulture, $"301-{11 + (Attempt / 9_000)}-{1 + (Attempt % 9_000):D4}");

    /// <summary>Begins every mark of the round.</summary>
    public string Canary => string.Create(CultureInfo.InvariantCulture, $"canary{Attempt}");

    /// <summary>The form that lets writes through.</summary>
    public string Full(string vendor) =>
        $$$"""{"choice":"full","signedOn":"2026-01-10","vendorId":"{{{vendor}}}:{{{VendorId}}}","identity":{"ssn":"{{{Ssn}}}"}}""";

    /// <summary>The form that ends that.</summary>
    public static string None => """{"choice":"none","signedOn":"2026-02-01"}""";
}
