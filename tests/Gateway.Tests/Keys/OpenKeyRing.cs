using HmisGateway.Keys;

namespace HmisGateway.Tests.Keys;

internal static class OpenKeyRing
{
    /// <summary>Opens or creates the key ring of a storage; fails when it is refused.</summary>
    public static async Task<KeyRing> OnAsync(string directory, IAgencyKeyStore store) =>
        (await KeyRingOpener.OpenAsync(directory, store, TimeProvider.System, TestContext.Current.CancellationToken))
            .ShouldBeOfType<KeyRingOpening.Opened>().Ring;
}
