using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Tests.Storage;

public abstract class RoiDocumentStoreContract : StorageContract
{
    [Fact]
    public async Task A_stored_copy_is_read_back_and_its_form_is_documented_after_a_restart()
    {
        await RecordAsync("a", "c1", 2);
        RoiDocument document = Document("a", "c1", version: 2);

        (await StoreAsync(document)).ShouldBeTrue();
        await Storage.ReopenAsync();

        RoiDocument read = (await Storage.Documents.ReadAsync("a", document.Client, 2, number: null, Cancellation)).ShouldNotBeNull();
        (read.Number, read.Bytes, read.StoredAt).ShouldBe((1, document.Bytes, document.StoredAt));
        read.WrappedKey.ShouldBe(document.WrappedKey);
        read.SealedDetails.ShouldBe(document.SealedDetails);
        read.SealedContent.ShouldBe(document.SealedContent);
        (await Storage.Consent.ReadOwnAsync("a", document.Client, Cancellation)).Select(static form => form.HasDocument).ShouldBe([false, true]);
    }

    [Fact]
    public async Task Copies_of_a_form_are_numbered_without_a_gap_and_all_stay()
    {
        await RecordAsync("a", "c1", 1);
        long before = (await Storage.Ledger.ReadHeadAsync(Cancellation)).Sequence;

        (await StoreAsync(Document("a", "c1", number: 2))).ShouldBeFalse();
        (await Storage.Ledger.ReadHeadAsync(Cancellation)).Sequence.ShouldBe(before);
        (await StoreAsync(Document("a", "c1", number: 1))).ShouldBeTrue();
        (await StoreAsync(Document("a", "c1", number: 1))).ShouldBeFalse();
        (await StoreAsync(Document("a", "c1", number: 2))).ShouldBeTrue();

        (await Storage.Documents.ReadAsync("a", Some.Client("a", "c1"), 1, number: null, Cancellation))!.Number.ShouldBe(2);
        (await Storage.Documents.ReadAsync("a", Some.Client("a", "c1"), 1, number: 1, Cancellation))!.Number.ShouldBe(1);
        (await Storage.Documents.ReadAsync("a", Some.Client("a", "c1"), 1, number: 3, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Another_agencys_copy_is_not_there()
    {
        await RecordAsync("a", "c1", 1);
        await StoreAsync(Document("a", "c1"));

        (await Storage.Documents.ReadAsync("b", Some.Client("a", "c1"), 1, number: null, Cancellation)).ShouldBeNull();
        (await Storage.Documents.ReadAsync("a", Some.Client("a", "c1"), 2, number: null, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task A_copy_without_its_form_is_not_stored()
    {
        await RecordAsync("a", "c1", 1);

        await Should.ThrowAsync<InvalidOperationException>(async () => await StoreAsync(Document("a", "c1", version: 2)));
        await Should.ThrowAsync<InvalidOperationException>(async () => await StoreAsync(Document("b", "c1") with { Client = Some.Client("a", "c1") }));

        (await Storage.Documents.ReadAsync("a", Some.Client("a", "c1"), 2, number: null, Cancellation)).ShouldBeNull();
        (await Storage.Documents.ReadAsync("b", Some.Client("a", "c1"), 1, number: null, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task What_a_look_up_found_before_is_not_what_it_finds_after_a_copy_was_stored()
    {
        await RecordAsync("a", "c1", 1);
        ReleaseOfInformation Form(PersonSnapshot snapshot) => snapshot.Histories.Values.Single().CurrentOf("a")!;
        Form(await Storage.Persons.LookUpAsync([Some.Client("a", "c1")], Cancellation)).HasDocument.ShouldBeFalse();

        await StoreAsync(Document("a", "c1"));

        Form(await Storage.Persons.LookUpAsync([Some.Client("a", "c1")], Cancellation)).HasDocument.ShouldBeTrue();
    }

    private static RoiDocument Document(string agencyId, string clientId, int version = 1, int number = 1) => new()
    {
        AgencyId = agencyId,
        Client = Some.Client(agencyId, clientId),
        Version = version,
        Number = number,
        StoredAt = Some.Moment,
        Bytes = 3,
        WrappedKey = [1, 2],
        SealedDetails = [3],
        SealedContent = [4, 0, 255],
    };

    private async Task<bool> StoreAsync(RoiDocument document) => await Storage.Documents.StoreAsync(document, Some.Event(), Cancellation);

    private async Task RecordAsync(string agencyId, string clientId, int forms)
    {
        for (int i = 0; i < forms; i++)
        {
            await Storage.Consent.RecordAsync([Some.Roi(agencyId, clientId)], Some.Event(), Cancellation);
        }
    }
}
