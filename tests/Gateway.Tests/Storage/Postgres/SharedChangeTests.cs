using CsCheck;
using HmisGateway.Identity;
using HmisGateway.Offline;
using HmisGateway.Policy.Clients;
using HmisGateway.Storage.Registry;

namespace HmisGateway.Tests.Storage.Postgres;

/// <summary>What replicas tell each other.</summary>
public sealed class SharedChangeTests
{
    [Fact]
    public void What_was_written_is_read_again()
    {
        RegistryChanges registry = new();
        registry.Reference(new Pseudonym(IdentifierScheme.Agency, UInt128.MaxValue - 3));
        registry.Reference(new Pseudonym(IdentifierScheme.Vendor, 5));
        registry.FormsOf(new PersonId(long.MaxValue));
        OpenChange opened = new(new ContentKey(77), Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), From: null, OfflineStatus.Held);
        OpenChange closed = opened with { From = OfflineStatus.Held, To = OfflineStatus.SentLater };

        SharedChange read = SharedChange.Read(new SharedChange(registry, [opened, closed], AreAgencies: true).ToBytes());

        read.Registry.References.ShouldBe(registry.References, ignoreOrder: true);
        read.Registry.Persons.ShouldBe(registry.Persons);
        read.Registry.IsEverything.ShouldBeFalse();
        read.Registry.AreUnknown.ShouldBeFalse();
        read.Open.ShouldBe([opened, closed]);
        read.AreAgencies.ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Everything_is_told_with_who_is_known_to_be_concerned(bool areUnknown)
    {
        RegistryChanges registry = new();
        registry.FormsOf(new PersonId(9));
        if (areUnknown)
        {
            registry.Everything();
        }
        else
        {
            registry.Links();
        }

        SharedChange read = SharedChange.Read(new SharedChange(registry, [], AreAgencies: false).ToBytes());

        read.Registry.IsEverything.ShouldBeTrue();
        read.Registry.AreUnknown.ShouldBe(areUnknown);
        read.Registry.Persons.ShouldBe([new PersonId(9)]);
    }

    [Fact]
    public void Of_an_import_the_persons_are_told_and_all_references_forgotten()
    {
        RegistryChanges registry = new();
        for (int i = 0; i < 30_000; i++)
        {
            registry.Reference(new Pseudonym(IdentifierScheme.Agency, (UInt128)i));
        }

        registry.FormsOf(new PersonId(1));
        byte[] bytes = new SharedChange(registry, [], AreAgencies: false).ToBytes();

        bytes.Length.ShouldBeLessThan(100);
        SharedChange.Read(bytes).Registry.IsEverything.ShouldBeTrue();
        SharedChange.Read(bytes).Registry.AreUnknown.ShouldBeFalse();
    }

    [Fact]
    public void Anything_else_is_refused_with_what_to_do() => Gen.Byte.Array[0, 60].Sample(bytes =>
    {
        try
        {
            SharedChange.Read(bytes);
        }
        catch (InvalidDataException refused)
        {
            refused.Message.ShouldContain("Run one version on all replicas");
        }
    });
}
