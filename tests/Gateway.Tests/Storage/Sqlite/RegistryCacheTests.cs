using HmisGateway.Identity;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;
using HmisGateway.Storage.Registry;
using HmisGateway.Storage.Sqlite;

namespace HmisGateway.Tests.Storage.Sqlite;

public sealed class RegistryCacheTests : IAsyncLifetime
{
    private static readonly Pseudonym s_client = Some.Client("a", "c1");
    private static readonly SqlText s_doctor = new("UPDATE roi SET has_document = 1");

    private readonly CachedRegistry _registry = new(1_000);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _registry.DisposeAsync();

    [Fact]
    public async Task A_second_look_up_is_answered_from_memory()
    {
        await _registry.RecordAsync(Some.Roi("a", "c1"));
        PersonSnapshot first = await LookUpAsync();
        PersonSnapshot second = await LookUpAsync();

        _registry.Cache.TryRead([s_client]).ShouldNotBeNull();
        PersonId person = first.Persons[s_client].ShouldHaveSingleItem();
        second.Histories[person].ShouldBeSameAs(first.Histories[person]);
    }

    [Fact]
    public async Task A_reference_that_led_nowhere_is_found_once_it_is_recorded()
    {
        (await LookUpAsync()).Persons.ShouldBeEmpty();
        _registry.Cache.TryRead([s_client]).ShouldNotBeNull();

        await _registry.RecordAsync(Some.Roi("a", "c1"));
        (await LookUpAsync()).Persons.Keys.ShouldContain(s_client);
    }

    [Fact]
    public async Task A_view_that_was_read_before_a_recording_is_not_kept_after_it()
    {
        await _registry.RecordAsync(Some.Roi("a", "c1"));
        long stamp = _registry.Cache.Stamp;
        PersonSnapshot before = await _registry.Uncached.LookUpAsync([s_client], Stop);

        await _registry.RecordAsync(Some.Roi("a", "c1", SharingChoice.None, "2026-11-03"));
        _registry.Cache.Keep([s_client], before, stamp);

        _registry.Cache.TryRead([s_client]).ShouldBeNull();
        PersonSnapshot now = await LookUpAsync();
        now.Histories[now.Persons[s_client][0]].CurrentOf("a")!.Choice.ShouldBe(SharingChoice.None);
    }

    [Fact]
    public async Task A_view_that_was_read_during_a_commit_is_not_kept()
    {
        await _registry.RecordAsync(Some.Roi("a", "c1"));
        RegistryChanges changes = new();
        changes.Reference(Some.VendorId("1"));
        long stamp = _registry.Cache.Stamp;
        PersonSnapshot read = await _registry.Uncached.LookUpAsync([s_client], Stop);
        _registry.Cache.Begin(changes);
        _registry.Cache.Keep([s_client], read, stamp);
        _registry.Cache.Keep([s_client], read, _registry.Cache.Stamp);
        _registry.Cache.TryRead([s_client]).ShouldBeNull();

        _registry.Cache.Forget(changes);
        _registry.Cache.Keep([s_client], read, _registry.Cache.Stamp);
        _registry.Cache.TryRead([s_client]).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_view_is_current_until_the_registry_changes()
    {
        await _registry.RecordAsync(Some.Roi("a", "c1"));
        PersonSnapshot fromDatabase = await LookUpAsync();
        PersonSnapshot fromMemory = await LookUpAsync();
        _registry.Persons.IsCurrent(fromDatabase).ShouldBeTrue();
        _registry.Persons.IsCurrent(fromMemory).ShouldBeTrue();

        await new SqliteLedger(_registry.Writer, null!).AppendAsync(Some.Event(), Stop);
        _registry.Persons.IsCurrent(fromMemory).ShouldBeTrue();

        await _registry.RecordAsync(Some.Roi("b", "c2"));
        _registry.Persons.IsCurrent(fromDatabase).ShouldBeFalse();
        _registry.Persons.IsCurrent(fromMemory).ShouldBeFalse();
        _registry.Persons.IsCurrent(PersonSnapshot.Create(fromMemory.Persons, fromMemory.Histories, fromMemory.Identities, null, version: -1)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_statement_that_tells_nobody_what_it_changes_makes_the_cache_forget_everything()
    {
        await _registry.RecordAsync(Some.Roi("a", "c1"));
        PersonSnapshot before = await LookUpAsync();
        before.Histories.Values.ShouldHaveSingleItem().CurrentOf("a")!.HasDocument.ShouldBeFalse();

        await _registry.Writer.WriteAsync<int, bool>(
            0,
            static (session, _, _) =>
            {
                session.Call(s_doctor).Execute();
                return true;
            },
            Stop);

        (await LookUpAsync()).Histories.Values.ShouldHaveSingleItem().CurrentOf("a")!.HasDocument.ShouldBeTrue();
    }

    [Fact]
    public async Task After_a_commit_that_failed_nothing_is_remembered()
    {
        await _registry.RecordAsync(Some.Roi("a", "c1"));
        await LookUpAsync();
        Task failing = _registry.Writer.WriteAsync<int, bool>(
            0,
            static (session, _, _) =>
            {
                session.Rollback();
                return true;
            },
            Stop).AsTask();

        await Should.ThrowAsync<InvalidOperationException>(failing);
        _registry.Cache.TryRead([s_client]).ShouldBeNull();
    }

    [Fact]
    public async Task No_more_is_kept_than_the_capacity()
    {
        await using CachedRegistry small = new(10);
        for (int i = 0; i < 100; i++)
        {
            await small.Persons.LookUpAsync([Some.VendorId($"{i}")], Stop);
        }

        Enumerable.Range(0, 100).Count(i => small.Cache.TryRead([Some.VendorId($"{i}")]) is not null).ShouldBeInRange(1, 10);
        small.Cache.TryRead([Some.VendorId("99")]).ShouldNotBeNull();
    }

    private ValueTask<PersonSnapshot> LookUpAsync() => _registry.Persons.LookUpAsync([s_client], Stop);
}
