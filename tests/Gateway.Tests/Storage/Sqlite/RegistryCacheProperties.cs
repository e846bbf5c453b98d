using System.Collections.Concurrent;
using CsCheck;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Tests.Storage.Sqlite;

#pragma warning disable RS0030 // The generator is seeded, as the rule demands of tests and bench.

/// <summary>What a look-up through the cache answers is what the database holds, whatever happens in which order and at once.</summary>
public sealed class RegistryCacheProperties
{
    private const string Seed = "0001MkWt3Ls5";
    private const int Clients = 4;
    private static readonly string[] s_agencies = ["a", "b", "c"];

    private static readonly Gen<Step> SomeStep = Gen.Select(
        Gen.Int[0, 5], Gen.Int[0, 2], Gen.Int[0, Clients - 1], Gen.Int[0, 7], Gen.Int[1, 20],
        static (kind, agency, client, other, day) => new Step(kind, s_agencies[agency], client, other, day));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static Pseudonym[] Everything { get; } =
    [
        .. s_agencies.SelectMany(static agency => Enumerable.Range(0, Clients).Select(client => Some.Client(agency, $"{client}"))),
        .. Enumerable.Range(0, 8).Select(static id => Some.VendorId($"{id}")),
        .. Enumerable.Range(0, 8).Select(static id => Some.Fingerprint($"{id}")),
        .. Enumerable.Range(0, 8).Select(static id => Some.Pseudonym(IdentifierScheme.Enrollment, $"{id}")),
    ];

    [Theory]
    [InlineData(8)]
    [InlineData(40)]
    [InlineData(1_000)]
    public void With_and_without_the_cache_every_look_up_answers_the_same(int capacity) =>
        SomeStep.Array[1, 60].Sample(steps => ReplayAsync(capacity, steps).GetAwaiter().GetResult(), seed: Seed, iter: 8, threads: 1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whoever_was_told_of_a_recording_finds_all_of_it_however_many_read_meanwhile(int seed)
    {
        const int Rounds = 150;
        await using CachedRegistry registry = new(1_000);
        Pseudonym[] asked = [Some.Client("a", "0"), Some.Client("a", "1"), Some.VendorId("0"), Some.Fingerprint("1")];
        using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        ConcurrentQueue<string> faults = [];
        int told = 0;
        Task[] readers =
        [
            .. Enumerable.Range(0, 6).Select(reader => Task.Factory.StartNew(
                () =>
                {
                    Random random = new((seed * 100) + reader);
                    while (!done.IsCancellationRequested)
                    {
                        int atLeast = Volatile.Read(ref told);
                        Pseudonym[] some = random.GetItems(asked, random.Next(1, asked.Length + 1));
                        PersonSnapshot snapshot = registry.Persons.LookUpAsync(some, CancellationToken.None).AsTask().GetAwaiter().GetResult();
                        int[] found = [.. snapshot.Histories.Values.Select(static history => history.CurrentOf("a")!.Version).Order()];
                        if (atLeast > 0 && (found.Length == 0 || found[0] < atLeast))
                        {
                            faults.Enqueue($"version {found.FirstOrDefault()} was found after version {atLeast} had been told");
                        }

                        if (found.Length == 2 && found[0] != found[1])
                        {
                            faults.Enqueue($"one commit was found half: versions {found[0]} and {found[1]}");
                        }
                    }
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)),
        ];
        for (int i = 1; i <= Rounds && faults.IsEmpty; i++)
        {
            // Each form is wholly later than the one before, so the last one recorded is the current one.
            SharingChoice choice = i % 2 == 0 ? SharingChoice.Full : SharingChoice.None;
            string signedOn = new DateOnly(2024, 1, 1).AddDays(i).ToString("yyyy-MM-dd", null);
            RoiEntry first = Some.Roi("a", "0", choice, signedOn) with { VendorIds = [Some.VendorId("0")] };
            RoiEntry second = Some.Roi("a", "1", choice, signedOn) with { Fingerprints = [Some.Fingerprint("1")] };
            await registry.Consent.RecordAsync([first, second], static _ => Some.Event(), Stop);
            Volatile.Write(ref told, i);
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
        faults.Take(3).ShouldBeEmpty();
    }

    private static async Task ReplayAsync(int capacity, Step[] steps)
    {
        await using CachedRegistry registry = new(capacity);
        foreach (Step step in steps)
        {
            await TakeAsync(registry, step);
            await CompareAsync(registry, [Everything[step.Day % Everything.Length], Everything[step.Other], Everything[^(step.Client + 1)]]);
        }

        await CompareAsync(registry, Everything);
        await CompareAsync(registry, Everything);
    }

    private static async Task CompareAsync(CachedRegistry registry, Pseudonym[] asked)
    {
        PersonSnapshot cached = await registry.Persons.LookUpAsync(asked, Stop);
        PersonSnapshot plain = await registry.Uncached.LookUpAsync(asked, Stop);
        CachedRegistry.Describe(cached, asked, s_agencies).ShouldBe(CachedRegistry.Describe(plain, asked, s_agencies));

        PersonId[] persons = [.. plain.Histories.Keys];
        Describe(await registry.Persons.ReadAsync(persons, Stop)).ShouldBe(Describe(await registry.Uncached.ReadAsync(persons, Stop)));
    }

    private static string Describe(IReadOnlyDictionary<PersonId, PersonOnFile> onFile) => string.Join('\n', onFile.OrderBy(static pair => pair.Key.Value).Select(
        static pair => $"{pair.Key} {pair.Value.Representative} {string.Join(';', pair.Value.Identities)} {string.Join(';', s_agencies.Select(agency => pair.Value.History.CurrentOf(agency)))}"));

    private static async Task TakeAsync(CachedRegistry registry, Step step)
    {
        switch (step.Kind)
        {
            case 0:
            case 1:
                await registry.RecordAsync(step.Form(SharingChoice.Full) with { VendorIds = [Some.VendorId($"{step.Other}")] });
                break;
            case 2:
                await registry.RecordAsync(step.Form(SharingChoice.None) with { Fingerprints = [Some.Fingerprint($"{step.Other}")] });
                break;
            case 3:
                await registry.RecordAsync(step.Form(SharingChoice.Limited) with { Supersedes = 1, Identity = new IdentityOnFile((UInt128)step.Day, null, 9) });
                break;
            default:
                PersonSnapshot known = await registry.Uncached.LookUpAsync([Some.Client(step.Agency, $"{step.Client}")], Stop);
                if (known.Histories.Count > 0)
                {
                    Pseudonym[] learned =
                    [
                        step.Kind == 4 ? Some.VendorId($"{step.Other}") : Some.Fingerprint($"{step.Other}"),
                        Some.Pseudonym(IdentifierScheme.Enrollment, $"{step.Other}"),
                    ];
                    await registry.Persons.LearnAsync([new LearnedReferences(known.Histories.Keys.First(), learned)], mayLink: null, Some.Event(), Stop);
                }

                break;
        }
    }

    private sealed record Step(int Kind, string Agency, int Client, int Other, int Day)
    {
        public RoiEntry Form(SharingChoice choice) => Some.Roi(Agency, $"{Client}", choice, $"2026-11-{Day:00}");
    }
}
