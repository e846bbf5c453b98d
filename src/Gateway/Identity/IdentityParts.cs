using HmisGateway.Policy.Clients;

namespace HmisGateway.Identity;

/// <summary>Turns a stated identity into its hashed single parts.</summary>
internal static class IdentityParts
{
    /// <summary>The parts of <paramref name="identity"/>.</summary>
    public static IdentityOnFile Of(ReportedIdentity identity, Pseudonymizer pseudonymizer)
    {
        UInt128? name = null;
        UInt128? birth = null;
        UInt128? ssn = null;
        foreach (IdentityFingerprint part in IdentityFingerprints.PartsOf(identity))
        {
            UInt128 hash = pseudonymizer.OfFingerprint(part).Hash;
            switch (part.Form)
            {
                case IdentityFingerprintForm.Name:
                    name = hash;
                    break;
                case IdentityFingerprintForm.Birth:
                    birth = hash;
                    break;
                case IdentityFingerprintForm.Ssn:
                    ssn = hash;
                    break;
                default:
                    break;
            }
        }

        return new IdentityOnFile(name, birth, ssn);
    }
}
