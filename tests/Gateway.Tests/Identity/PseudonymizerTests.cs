using System.Security.Cryptography;
using System.Text;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Tests.Identity;

public sealed class PseudonymizerTests
{
    private static readonly Pseudonymizer s_pseudonymizer = new(new FixedKey());

    [Fact]
    public void The_message_is_laid_out_as_documented()
    {
        byte[] message = [(byte)IdentifierScheme.Vendor, 0, 4, .. "hmis"u8, .. "1003"u8];
        byte[] expected = HMACSHA256.HashData(FixedKey.Key, message);
        Pseudonym pseudonym = s_pseudonymizer.Of(IdentifierScheme.Vendor, "hmis", "1003");
        pseudonym.Scheme.ShouldBe(IdentifierScheme.Vendor);
        pseudonym.Hash.ToString("x32").ShouldBe(Convert.ToHexStringLower(expected.AsSpan(0, 16)));
    }

    [Fact]
    public void Scheme_scope_and_value_each_make_a_difference_and_cannot_be_shifted_into_each_other()
    {
        Pseudonym[] all =
        [
            s_pseudonymizer.Of(IdentifierScheme.Vendor, "ab", "c"),
            s_pseudonymizer.Of(IdentifierScheme.Vendor, "a", "bc"),
            s_pseudonymizer.Of(IdentifierScheme.Vendor, "", "abc"),
            s_pseudonymizer.Of(IdentifierScheme.Vendor, "ab", "d"),
            s_pseudonymizer.Of(IdentifierScheme.Agency, "ab", "c"),
        ];
        all.Select(pseudonym => pseudonym.Hash).Distinct().Count().ShouldBe(all.Length);
    }

    [Fact]
    public void An_agencys_own_ids_are_scoped_to_the_agency_and_hmis_ids_to_the_vendor()
    {
        ClientReference own = new(IdentifierScheme.Agency, ReferenceRole.Refers, "c1", "path");
        s_pseudonymizer.OfReference(own, "a", "hmis").ShouldBe(s_pseudonymizer.OfAgencyClient("a", "c1"));
        s_pseudonymizer.OfReference(own, "b", "hmis").ShouldNotBe(s_pseudonymizer.OfAgencyClient("a", "c1"));

        ClientReference vendor = own with { Scheme = IdentifierScheme.Vendor };
        s_pseudonymizer.OfReference(vendor, "a", "hmis").ShouldBe(s_pseudonymizer.OfReference(vendor, "b", "hmis"));
        s_pseudonymizer.OfReference(vendor, "a", "hmis").ShouldNotBe(s_pseudonymizer.OfReference(vendor, "a", "other"));
    }

    [Fact]
    public void Fingerprints_of_all_agencies_compare_and_their_forms_do_not()
    {
        Pseudonym pseudonym = s_pseudonymizer.OfFingerprint(new IdentityFingerprint(IdentityFingerprintForm.Ssn, "219099999"));
        pseudonym.Scheme.ShouldBe(IdentifierScheme.Identity);
        pseudonym.ShouldNotBe(s_pseudonymizer.OfFingerprint(new IdentityFingerprint(IdentityFingerprintForm.Name, "219099999")));
    }

    [Fact]
    public void A_long_value_and_any_script_work()
    {
        string value = new('é', 5_000);
        s_pseudonymizer.Of(IdentifierScheme.Vendor, "hmis", value).ShouldBe(s_pseudonymizer.Of(IdentifierScheme.Vendor, "hmis", value));
        byte[] message = [(byte)IdentifierScheme.Vendor, 0, 4, .. "hmis"u8, .. Encoding.UTF8.GetBytes(value)];
        s_pseudonymizer.Of(IdentifierScheme.Vendor, "hmis", value).Hash.ToString("x32")
            .ShouldBe(Convert.ToHexStringLower(HMACSHA256.HashData(FixedKey.Key, message).AsSpan(0, 16)));
    }

    [Fact]
    public void What_one_agency_sees_of_a_person_tells_another_nothing()
    {
        PersonId person = new(42);
        string seen = s_pseudonymizer.PerAgency("a", person);
        seen.ShouldMatch("^[0-9a-f]{16}$");
        seen.ShouldBe(s_pseudonymizer.PerAgency("a", person));
        seen.ShouldNotBe(s_pseudonymizer.PerAgency("b", person));
    }

    private sealed class FixedKey : IKeyRing
    {
        public static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(number => (byte)number)];

        public void Pseudonymize(ReadOnlySpan<byte> message, Span<byte> destination) => HMACSHA256.HashData(Key, message, destination);

        public void HashAgencySecret(ReadOnlySpan<byte> secret, Span<byte> destination) => throw new NotSupportedException();

        public byte[] Seal(string agencyId, string context, ReadOnlySpan<byte> plaintext) => throw new NotSupportedException();

        public byte[] Open(string agencyId, string context, ReadOnlySpan<byte> sealedValue) => throw new NotSupportedException();
    }
}
