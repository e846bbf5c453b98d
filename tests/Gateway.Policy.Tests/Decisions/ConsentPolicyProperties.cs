using CsCheck;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Consent;

namespace HmisGateway.Policy.Tests.Decisions;

public sealed class ConsentPolicyProperties
{
    private static readonly Gen<Operation> Write = Gen.OneOf(Operation.Create, Operation.Update, Operation.Bulk);

    private static readonly Gen<AttributedRecord> Record =
        from persons in Gen.Long[1, 4].Array[0, 3]
        from doubt in Gen.Int[0, 12]
        from isBare in Gen.Int[0, 8]
        let record = ConsentPolicyTests.Record([.. persons.Select(static p => new PersonId(p))])
        select record with
        {
            HasUnresolvedReference = doubt == 0,
            IdentityContradicts = doubt == 1,
            IsPossibleMatchOnly = doubt == 2,
            Record = isBare == 0 ? record.Record with { References = [] } : record.Record,
        };

    private static readonly Gen<DecisionRequest> Request =
        from operation in Write
        from records in Record.Array[0, 4]
        from histories in SomeForms.Forms.Array[4]
        from victimService in Gen.Int[0, 9]
        select new DecisionRequest
        {
            AgencyId = "own",
            IsVictimServiceProvider = victimService == 0,
            Operation = operation,
            Records = records,
            Histories = histories.Index().ToDictionary(static h => new PersonId(h.Index + 1), static h => new ConsentHistory(h.Item)),
            Today = Some.Today,
        };

    [Fact]
    public void No_permit_exists_without_every_person_permitted() =>
        Request.Sample(
            request =>
            {
                if (ConsentPolicy.Decide(request) is not ConsentDecision.Forward forward)
                {
                    return;
                }

                forward.Permit.ShouldBeOfType<ForwardPermit.Write>();
                request.IsVictimServiceProvider.ShouldBeFalse();
                request.Records.ShouldNotBeEmpty();
                foreach (AttributedRecord record in request.Records)
                {
                    record.Persons.ShouldNotBeEmpty();
                    (record.HasUnresolvedReference || record.IdentityContradicts || record.IsPossibleMatchOnly).ShouldBeFalse();
                    record.Persons.All(p => request.Histories[p].StatusFor("own", Some.Today) is ConsentStatus.Permitted).ShouldBeTrue();
                }
            },
            seed: SomeForms.Seed,
            iter: 5_000);

    [Fact]
    public void One_more_none_never_sends_more() =>
        Gen.Select(Request, SomeForms.Form, Gen.Long[1, 4], SomeForms.Forms).Sample(
            (request, form, person, forms) =>
            {
                ReleaseOfInformation none = form with { Choice = SharingChoice.None, IsSuperseded = false };
                Dictionary<PersonId, ConsentHistory> before = new(request.Histories) { [new PersonId(person)] = new(forms) };
                Dictionary<PersonId, ConsentHistory> after = new(before) { [new PersonId(person)] = new([.. forms, none]) };
                if (ConsentPolicy.Decide(request with { Histories = after }) is ConsentDecision.Forward)
                {
                    ConsentPolicy.Decide(request with { Histories = before }).ShouldBeOfType<ConsentDecision.Forward>();
                }
            },
            seed: SomeForms.Seed,
            iter: 5_000);

    [Fact]
    public void One_more_person_or_record_never_sends_more() =>
        Gen.Select(Request, Record).Sample(
            (request, record) =>
            {
                if (request.Records.Count > 0
                    && ConsentPolicy.Decide(request with { Records = [.. request.Records, record] }) is ConsentDecision.Forward)
                {
                    ConsentPolicy.Decide(request).ShouldBeOfType<ConsentDecision.Forward>();
                }
            },
            seed: SomeForms.Seed,
            iter: 5_000);
}
