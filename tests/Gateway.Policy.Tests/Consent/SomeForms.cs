using CsCheck;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Policy.Tests.Consent;

/// <summary>Generated forms: few agencies and few days, so that they meet.</summary>
internal static class SomeForms
{
    internal const string Seed = "0000KOIPe036";

    internal static readonly Gen<ReleaseOfInformation> Form =
        from agency in Gen.OneOf("own", "other", "third")
        from choice in Gen.OneOf("full", "limited", "none")
        from day in Gen.Int[1, 5]
        from hour in Gen.Int[-3, 3]
        from ends in Gen.OneOf("", " ends=2026-10-30", " ends=2027-01-01")
        from signer in Gen.OneOf("", " guardian", " refused")
        from age in Gen.OneOf("", " minor", " adult")
        from more in Gen.OneOf("", " doc", " import", " import doc", " superseded")
        from version in Gen.Int[1, 9]
        select Some.Form($"{choice} 2026-10-{day:00}{(hour > 0 ? $"T{hour:00}:00" : "")} by={agency} v={version}{ends}{signer}{age}{more}");

    internal static readonly Gen<ReleaseOfInformation[]> Forms = Form.Array[0, 7];

    internal static bool IsPermitted(IEnumerable<ReleaseOfInformation> forms, string agency) =>
        new ConsentHistory(forms).StatusFor(agency, Some.Today) is ConsentStatus.Permitted;

    /// <summary>The rule in other words: the client signed it or refused, and nothing on file of that agency says they were certainly a minor.</summary>
    internal static bool IsAdultsOwn(ReleaseOfInformation none, IEnumerable<ReleaseOfInformation> forms) =>
        none.Signer != RoiSigner.Guardian
        && (none.ClientAge is ClientAge.Unknown or ClientAge.Adult
            || forms.Any(f => f.AgencyId == none.AgencyId && f.ClientAge == ClientAge.Adult && f.Signed.From <= none.Signed.To));
}
