using System.Collections.Concurrent;
using CsCheck;
using HmisGateway.Consent;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Tests.Fence;

/// <summary>Many forwards and choices at once, stamped by one clock; the stamps must never contradict the promise.</summary>
public sealed class ConsentFenceProperties
{
    private const string Seed = "0000KnVnnl30";
    private const int Persons = 5;

    private static readonly PersonId[] s_others = [.. Enumerable.Range(1_000, FencePass.LargeFrom).Select(static id => new PersonId(id))];

    private static readonly Gen<PersonId[]> SomePersons = Gen.Long[1, Persons].Select(static id => new PersonId(id)).Array[1, 3];

    private static readonly Gen<Step[]> Plan =
        Gen.Select(Gen.Int[0, 9], SomePersons, Gen.Int[0, 4], static (kind, persons, pauses) => new Step(kind == 0, persons, pauses)).Array[60];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void No_pass_is_admitted_while_closed_and_no_drain_returns_while_a_pass_is_alive() =>
        Gen.Select(Plan, Plan, Plan, Plan).Sample(
            plans => new Run().Execute([plans.Item1, plans.Item2, plans.Item3, plans.Item4]).ShouldBeEmpty(),
            seed: Seed,
            iter: 300,
            threads: 1);

    [Fact]
    public void The_same_holds_where_every_forward_is_about_hundreds_of_others_too() =>
        Gen.Select(Plan, Plan, Plan, Plan).Sample(
            plans => new Run { Others = s_others }.Execute([plans.Item1, plans.Item2, plans.Item3, plans.Item4]).ShouldBeEmpty(),
            seed: Seed,
            iter: 60,
            threads: 1);

    private sealed record Step(bool IsChoice, PersonId[] Persons, int Pauses);

    private sealed record Pass(PersonId[] Persons, long Asked, long Admitted, long Ending);

    private sealed record Closing(PersonId[] Persons, long Closed, long Drained, long Opening);

    private sealed class Run
    {
        private readonly ConsentFence _fence = new(new FenceOptions(), TimeProvider.System);
        private readonly ConcurrentBag<Pass> _passes = [];
        private readonly ConcurrentBag<Closing> _closings = [];
        private long _clock;

        /// <summary>Whom each forward is about besides.</summary>
        public PersonId[] Others { get; init; } = [];

        public List<string> Execute(Step[][] plans)
        {
            Task.WaitAll(plans.Select(plan => Task.Run(() => FollowAsync(plan), Stop)).ToArray(), Stop);
            List<string> faults = [];
            foreach (Closing closing in _closings)
            {
                foreach (Pass pass in _passes.Where(pass => pass.Persons.Intersect(closing.Persons).Any()))
                {
                    if (pass.Asked > closing.Closed && pass.Admitted < closing.Opening)
                    {
                        faults.Add("admitted while closed");
                    }

                    if (pass.Admitted < closing.Drained && pass.Ending > closing.Drained)
                    {
                        faults.Add("alive when drained");
                    }
                }
            }

            return faults;
        }

        private async Task FollowAsync(Step[] plan)
        {
            foreach (Step step in plan)
            {
                await (step.IsChoice ? CloseAsync(step) : ForwardAsync(step));
            }
        }

        private async Task ForwardAsync(Step step)
        {
            long asked = Stamp();
            if (await _fence.EnterAsync([.. step.Persons, .. Others], Stop) is not { } pass)
            {
                return;
            }

            long admitted = Stamp();
            await PauseAsync(step.Pauses);
            _passes.Add(new Pass(step.Persons, asked, admitted, Stamp()));
            pass.Dispose();
        }

        private async Task CloseAsync(Step step)
        {
            using IFenceClosing closing = await _fence.CloseAsync(step.Persons, Stop);
            long closed = Stamp();
            await PauseAsync(step.Pauses);
            await closing.DrainAsync(Stop);
            long drained = Stamp();
            await PauseAsync(step.Pauses);
            _closings.Add(new Closing(step.Persons, closed, drained, Stamp()));
        }

        private static async Task PauseAsync(int times)
        {
            for (int i = 0; i < times; i++)
            {
                await Task.Yield();
            }
        }

        private long Stamp() => Interlocked.Increment(ref _clock);
    }
}
