using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Consent;

namespace HmisGateway.Policy.Tests.Decisions;

public sealed class ConsentPolicyTests
{
    private static readonly PersonId Full = new(1);
    private static readonly PersonId None = new(2);
    private static readonly PersonId Expired = new(3);
    private static readonly PersonId Elsewhere = new(4);
    private static readonly PersonId Missing = new(5);
    private static readonly PersonId Limited = new(6);

    private static readonly Dictionary<PersonId, ConsentHistory> Histories = new()
    {
        [Full] = Some.History("full 2026-01-01"),
        [Limited] = Some.History("limited 2026-01-01"),
        [None] = Some.History("none 2026-01-01"),
        [Expired] = Some.History("full 2026-01-01 ends=2026-02-01"),
        [Elsewhere] = Some.History("full 2026-01-01; none 2026-02-01 by=other"),
    };

    public static TheoryData<Operation> Writes => [Operation.Create, Operation.Update, Operation.Bulk];

    [Theory]
    [MemberData(nameof(Writes))]
    public void Full_and_limited_are_sent(Operation operation)
    {
        ShouldForward<ForwardPermit.Write>(Decide(operation, Record(Full)));
        ShouldForward<ForwardPermit.Write>(Decide(operation, Record(Limited), Record(Full, Limited)));
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public void Everything_else_is_kept(Operation operation)
    {
        ShouldDivert(Decide(operation, Record(None)), DivertCode.NoSharing, DivertReason.NoSharing, "");
        ShouldDivert(Decide(operation, Record(Expired)), DivertCode.ConsentNotConfirmed, DivertReason.RoiExpired);
        ShouldDivert(Decide(operation, Record(Elsewhere)), DivertCode.ConsentNotConfirmed, DivertReason.NoSharingElsewhere);
        ShouldDivert(Decide(operation, Record(Missing)), DivertCode.ConsentNotConfirmed, DivertReason.RoiNotOnFile);
        ShouldDivert(Decide(operation, Record()), DivertCode.ConsentNotConfirmed, DivertReason.ReferenceLeadsNowhere);
        ShouldDivert(Decide(operation), DivertCode.ClientUnidentified, DivertReason.NoReference);
        ShouldDivert(Decide(operation, Bare(Record())), DivertCode.ClientUnidentified, DivertReason.NoReference);
    }

    [Fact]
    public void Any_doubt_about_one_record_keeps_the_whole_request()
    {
        ShouldDivert(
            Decide(Operation.Create, Record(Full), Record(Full) with { HasUnresolvedReference = true }),
            DivertCode.ConsentNotConfirmed,
            DivertReason.ReferenceLeadsNowhere);
        ShouldDivert(
            Decide(Operation.Create, Record(Full) with { IdentityContradicts = true }),
            DivertCode.ConsentNotConfirmed,
            DivertReason.IdentityContradicts);
        ShouldDivert(
            Decide(Operation.Create, Record(Full) with { IsPossibleMatchOnly = true }),
            DivertCode.ConsentNotConfirmed,
            DivertReason.PossibleMatch);
        ShouldDivert(Decide(Operation.Create, Record(Full), Record()), DivertCode.ConsentNotConfirmed, DivertReason.ReferenceLeadsNowhere);
    }

    [Fact]
    public void Somebody_alike_counts_with_a_no_sharing_only_and_never_lets_a_write_through()
    {
        PersonId noneElsewhere = new(7);
        Dictionary<PersonId, ConsentHistory> histories = new(Histories) { [noneElsewhere] = Some.History("none 2026-02-01 by=other") };
        foreach (PersonId stranger in (PersonId[])[Missing, Expired])
        {
            ShouldForward<ForwardPermit.Write>(Decide(Operation.Create, Record(Full, stranger) with { Alike = [stranger] }));
            ShouldDivert(Decide(Operation.Create, Record(stranger) with { Alike = [stranger] }), DivertCode.ConsentNotConfirmed, DivertReason.RoiNotOnFile);
            ShouldDivert(
                Decide(Operation.Create, Record(Full), Record(stranger) with { Alike = [stranger] }), DivertCode.ConsentNotConfirmed, DivertReason.RoiNotOnFile);
        }

        ShouldDivert(Decide(Operation.Create, Record(Full, None) with { Alike = [None] }), DivertCode.NoSharing, DivertReason.NoSharing, "");
        ShouldDivert(
            ConsentPolicy.Decide(new DecisionRequest
            {
                AgencyId = "own",
                IsVictimServiceProvider = false,
                Operation = Operation.Create,
                Records = [Record(Full, noneElsewhere) with { Alike = [noneElsewhere] }],
                Histories = histories,
                Mentions = [],
                Today = Some.Today,
                ForwardDeletes = true,
            }),
            DivertCode.ConsentNotConfirmed,
            DivertReason.NoSharingElsewhere);
    }

    [Fact]
    public void A_new_record_of_a_limited_client_that_could_be_locked_and_is_not_is_noted_or_kept_as_configured()
    {
        AttributedRecord limited = Record(Limited);
        AttributedRecord open = limited with { Record = limited.Record with { CanBeLocked = true } };
        AttributedRecord locked = limited with { Record = limited.Record with { CanBeLocked = true, IsLocked = true } };
        AttributedRecord full = Record(Full);
        DecisionRequest request = Request(Operation.Create, open);

        IsNoted(request with { LimitedLock = LimitedLock.Warn }).ShouldBeTrue();
        IsNoted(request with { LimitedLock = LimitedLock.Off }).ShouldBeFalse();
        ShouldDivert(ConsentPolicy.Decide(request with { LimitedLock = LimitedLock.Divert }), DivertCode.ConsentNotConfirmed, DivertReason.LimitedNotLocked);
        foreach (LimitedLock setting in Enum.GetValues<LimitedLock>())
        {
            foreach (AttributedRecord other in (AttributedRecord[])
                     [limited, locked, full with { Record = full.Record with { CanBeLocked = true } }, open with { Record = open.Record with { Operation = Operation.Update } }])
            {
                IsNoted(request with { LimitedLock = setting, Records = [other] }).ShouldBeFalse();
            }
        }
    }

    [Fact]
    public void A_roi_record_that_says_no_sharing_is_never_sent_whatever_is_on_file()
    {
        foreach (PersonId person in (PersonId[])[Full, Limited, Expired, Missing])
        {
            AttributedRecord record = Record(person);
            AttributedRecord states = record with { Record = record.Record with { Kind = RecordKind.Roi, Roi = new RoiStatement(StatedChoice.None, null, null) } };
            ShouldDivert(Decide(Operation.Create, states), DivertCode.NoSharing, DivertReason.StatesNoSharing, "");
        }

        AttributedRecord full = Record(Full);
        ShouldForward<ForwardPermit.Write>(Decide(
            Operation.Create, full with { Record = full.Record with { Kind = RecordKind.Roi, Roi = new RoiStatement(StatedChoice.Granted, null, null) } }));
    }

    [Fact]
    public void An_identity_that_can_match_is_a_reference()
    {
        ReportedIdentity name = IdentityNormalizer.Normalize("Ann", "Ode", null, null);
        ReportedIdentity nameAndBirth = IdentityNormalizer.Normalize("Ann", "Ode", "1980-01-02", null);
        AttributedRecord bare = Bare(Record());
        ShouldDivert(
            Decide(Operation.Create, bare with { Record = bare.Record with { Identity = name } }),
            DivertCode.ClientUnidentified,
            DivertReason.NoReference);
        ShouldDivert(
            Decide(Operation.Create, bare with { Record = bare.Record with { Identity = nameAndBirth } }),
            DivertCode.ConsentNotConfirmed,
            DivertReason.ReferenceLeadsNowhere);
        AttributedRecord matched = Bare(Record(Full));
        ShouldForward<ForwardPermit.Write>(
            Decide(Operation.Create, matched with { Record = matched.Record with { Identity = nameAndBirth } }));
    }

    [Fact]
    public void The_most_restrictive_person_decides()
    {
        ShouldDivert(Decide(Operation.Create, Record(Full, None)), DivertCode.NoSharing, DivertReason.NoSharing, "");
        ShouldDivert(Decide(Operation.Create, Record(Full, Missing)), DivertCode.ConsentNotConfirmed, DivertReason.RoiNotOnFile);
        ShouldDivert(Decide(Operation.Create, Record(Missing, None, Elsewhere)), DivertCode.NoSharing, DivertReason.NoSharing, "");
    }

    [Fact]
    public void The_first_code_that_applies_is_told()
    {
        AttributedRecord all = Bare(Record(None, Missing)) with { HasUnresolvedReference = true };
        ShouldDivert(Decide(Operation.Create, all), DivertCode.NoSharing, DivertReason.NoSharing, "");
        ShouldDivert(Decide(Operation.Create, Bare(Record()), Record(Missing)), DivertCode.ClientUnidentified, DivertReason.NoReference);
        DecisionRequest victimService = Request(Operation.Create, all) with { IsVictimServiceProvider = true };
        ShouldDivert(ConsentPolicy.Decide(victimService), DivertCode.VictimServiceProvider, DivertReason.VictimServiceProvider);
    }

    [Fact]
    public void The_first_doubt_gives_the_reason()
    {
        (PersonId Person, DivertReason Reason)[] doubts =
        [
            (Expired, DivertReason.RoiExpired), (Elsewhere, DivertReason.NoSharingElsewhere), (Missing, DivertReason.RoiNotOnFile),
        ];
        foreach ((PersonId first, DivertReason reason) in doubts)
        {
            foreach ((PersonId second, _) in doubts)
            {
                ShouldDivert(Decide(Operation.Create, Record(first, second)), DivertCode.ConsentNotConfirmed, reason);
                ShouldDivert(Decide(Operation.Create, Record(first), Record(second)), DivertCode.ConsentNotConfirmed, reason);
            }
        }
    }

    [Fact]
    public void Several_records_without_reference_are_no_better_than_one()
    {
        ShouldDivert(Decide(Operation.Create, Bare(Record(Full)), Bare(Record(Full))), DivertCode.ClientUnidentified, DivertReason.NoReference);
        ShouldDivert(Decide(Operation.Create, Bare(Record(Full)), Record(Full)), DivertCode.ClientUnidentified, DivertReason.NoReference);
    }

    [Fact]
    public void Pointers_name_the_records_of_no_sharing_clients_once_each() =>
        Decide(
            Operation.Bulk,
            At("/members/0", Record(Full)),
            At("/members/1", Record(None, None)),
            At("/members/2", Record(Missing)),
            At("/members/3", Record(None)))
            .ShouldBeOfType<ConsentDecision.Divert>().Pointers.ShouldBe(["/members/1", "/members/3"]);

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void A_locked_attempt_is_marked_whatever_the_code(bool isLocked, bool isMarked)
    {
        foreach (PersonId person in new[] { None, Missing, Expired })
        {
            AttributedRecord locked = Record(person);
            locked = locked with { Record = locked.Record with { IsLocked = isLocked } };
            Decide(Operation.Create, Record(Full), locked).ShouldBeOfType<ConsentDecision.Divert>().LockedAttempt.ShouldBe(isMarked);
        }
    }

    [Fact]
    public void A_lock_never_makes_no_sharing_acceptable_nor_sharing_unacceptable()
    {
        AttributedRecord full = Record(Full);
        ShouldForward<ForwardPermit.Write>(Decide(Operation.Create, full with { Record = full.Record with { IsLocked = true } }));
    }

    [Theory]
    [InlineData(Operation.Read)]
    [InlineData(Operation.Search)]
    [InlineData(Operation.Auth)]
    [InlineData(Operation.Delete)]
    [InlineData(Operation.Create)]
    public void A_victim_service_provider_sends_nothing_at_all(Operation operation) =>
        ShouldDivert(
            ConsentPolicy.Decide(Request(operation, Record(Full)) with { IsVictimServiceProvider = true }),
            DivertCode.VictimServiceProvider,
            DivertReason.VictimServiceProvider);

    [Fact]
    public void Reads_sessions_and_deletes_are_sent_whatever_the_choice()
    {
        ShouldForward<ForwardPermit.Read>(Decide(Operation.Read, Record(None)));
        ShouldForward<ForwardPermit.Auth>(Decide(Operation.Auth));
        ShouldForward<ForwardPermit.Delete>(Decide(Operation.Delete, Record(None)));
    }

    [Fact]
    public void Deletes_can_be_turned_off() =>
        ShouldDivert(
            ConsentPolicy.Decide(Request(Operation.Delete, Record(Full)) with { ForwardDeletes = false }),
            DivertCode.ConsentNotConfirmed,
            DivertReason.DeletesDisabled);

    [Fact]
    public void A_search_for_a_client_whose_no_sharing_this_agency_documented_is_kept()
    {
        ShouldDivert(Decide(Operation.Search, Record(None)), DivertCode.MentionsProtectedClient, DivertReason.NoSharing);
        ShouldDivert(Decide(Operation.Search, Record(Full), Record(Full, None)), DivertCode.MentionsProtectedClient, DivertReason.NoSharing);
        ShouldForward<ForwardPermit.Read>(Decide(Operation.Search, Record(Elsewhere)));
        ShouldForward<ForwardPermit.Read>(Decide(Operation.Search, Record(Missing)));
        ShouldForward<ForwardPermit.Read>(Decide(Operation.Search));
    }

    [Fact]
    public void A_write_that_mentions_a_client_whose_no_sharing_this_agency_documented_is_kept_by_whatever_it_mentions_them()
    {
        foreach (MentionKind kind in Enum.GetValues<MentionKind>())
        {
            ShouldDivert(Mention(Operation.Create, None, kind, Record(Full)), DivertCode.MentionsProtectedClient, DivertReason.Mention);
        }
    }

    [Fact]
    public void A_mention_of_a_client_whose_no_sharing_another_agency_documented_is_kept_with_the_answer_that_tells_nothing()
    {
        ShouldDivert(Mention(Operation.Create, Elsewhere, MentionKind.Identifier, Record(Full)), DivertCode.ConsentNotConfirmed, DivertReason.MentionElsewhere);
        ShouldDivert(Mention(Operation.Create, Elsewhere, MentionKind.NameAndBirth, Record(Full)), DivertCode.ConsentNotConfirmed, DivertReason.MentionElsewhere);
        ShouldForward<ForwardPermit.Write>(Mention(Operation.Create, Elsewhere, MentionKind.Name, Record(Full)));
    }

    [Fact]
    public void A_mention_counts_no_longer_than_the_no_sharing_stands()
    {
        ShouldForward<ForwardPermit.Write>(Mention(Operation.Create, Full, MentionKind.Identifier, Record(Limited)));
        ConsentHistory lifted = Some.History("none 2026-01-01; full 2026-02-01");
        ShouldForward<ForwardPermit.Write>(ConsentPolicy.Decide(
            Request(Operation.Create, Record(Full)) with { Mentions = [new ProtectedMention(lifted, MentionKind.Identifier)] }));
        ConsentHistory liftedWithDocument = Some.History("none 2026-01-01 by=other; full 2026-02-01 doc");
        ShouldForward<ForwardPermit.Write>(ConsentPolicy.Decide(
            Request(Operation.Create, Record(Full)) with { Mentions = [new ProtectedMention(liftedWithDocument, MentionKind.Identifier)] }));
    }

    [Fact]
    public void The_code_of_a_mention_has_its_place_in_the_order()
    {
        ShouldDivert(Mention(Operation.Create, None, MentionKind.Name, Record(None)), DivertCode.NoSharing, DivertReason.NoSharing, "");
        ShouldDivert(Mention(Operation.Create, None, MentionKind.Name, Bare(Record())), DivertCode.MentionsProtectedClient, DivertReason.Mention);
        ShouldDivert(Mention(Operation.Create, Elsewhere, MentionKind.Identifier, Bare(Record())), DivertCode.ClientUnidentified, DivertReason.NoReference);
    }

    [Theory]
    [InlineData(Operation.Read)]
    [InlineData(Operation.Search)]
    [InlineData(Operation.Auth)]
    [InlineData(Operation.Delete)]
    public void What_writes_nothing_is_refused_for_an_identifier_of_this_agencys_no_sharing_client_and_for_no_namesake(Operation operation)
    {
        ShouldDivert(Mention(operation, None, MentionKind.Identifier, Record(Full)), DivertCode.MentionsProtectedClient, DivertReason.Mention);
        ShouldDivert(Mention(operation, None, MentionKind.NameAndBirth, Record(Full)), DivertCode.MentionsProtectedClient, DivertReason.Mention);
        Mention(operation, None, MentionKind.Name, Record(Full)).ShouldBeOfType<ConsentDecision.Forward>();
        Mention(operation, Elsewhere, MentionKind.Identifier, Record(Full)).ShouldBeOfType<ConsentDecision.Forward>();
    }

    [Fact]
    public void An_operation_that_is_not_known_is_kept() =>
        ShouldDivert(Decide((Operation)99, Record(Full)), DivertCode.RouteUnclassified, DivertReason.NoRule);

    [Fact]
    public void Unclassified_and_unreadable_requests_are_kept_and_a_victim_service_provider_comes_first()
    {
        ShouldDivert(ConsentPolicy.Unclassified(false, DivertReason.NoRule), DivertCode.RouteUnclassified, DivertReason.NoRule);
        ShouldDivert(
            ConsentPolicy.Unclassified(false, DivertReason.ContentTypeNotCovered), DivertCode.PayloadUnreadable, DivertReason.ContentTypeNotCovered);
        ShouldDivert(ConsentPolicy.Unreadable(false, DivertReason.Unreadable), DivertCode.PayloadUnreadable, DivertReason.Unreadable);
        ShouldDivert(
            ConsentPolicy.Unclassified(true, DivertReason.NoRule), DivertCode.VictimServiceProvider, DivertReason.VictimServiceProvider);
        ShouldDivert(
            ConsentPolicy.Unreadable(true, DivertReason.Unreadable), DivertCode.VictimServiceProvider, DivertReason.VictimServiceProvider);
    }

    [Fact]
    public void Nobody_outside_can_make_a_permit() =>
        typeof(ForwardPermit).Assembly.GetTypes().Where(static t => t.IsAssignableTo(typeof(ForwardPermit)))
            .SelectMany(static t => t.GetConstructors()).ShouldBeEmpty();

    internal static AttributedRecord Record(params PersonId[] persons) => new(
        new PayloadRecord(
            RecordKind.Client,
            Operation.Create,
            [new ClientReference(IdentifierScheme.Vendor, ReferenceRole.Refers, "1003", "path")],
            null,
            IsLocked: false,
            ""),
        persons,
        HasUnresolvedReference: false,
        IdentityContradicts: false,
        IsPossibleMatchOnly: false);

    private static AttributedRecord Bare(AttributedRecord record) => record with { Record = record.Record with { References = [] } };

    private static AttributedRecord At(string pointer, AttributedRecord record) =>
        record with { Record = record.Record with { Pointer = pointer } };

    private static DecisionRequest Request(Operation operation, params AttributedRecord[] records) => new()
    {
        AgencyId = "own",
        IsVictimServiceProvider = false,
        Operation = operation,
        Records = records,
        Histories = Histories,
        Today = Some.Today,
    };

    private static ConsentDecision Mention(Operation operation, PersonId person, MentionKind kind, AttributedRecord record) =>
        ConsentPolicy.Decide(Request(operation, record) with { Mentions = [new ProtectedMention(Histories[person], kind)] });

    private static ConsentDecision Decide(Operation operation, params AttributedRecord[] records) =>
        ConsentPolicy.Decide(Request(operation, records));

    private static bool IsNoted(DecisionRequest request) => ConsentPolicy.Decide(request).ShouldBeOfType<ConsentDecision.Forward>().IsLockMissing;

    private static void ShouldForward<T>(ConsentDecision decision)
        where T : ForwardPermit =>
        decision.ShouldBeOfType<ConsentDecision.Forward>().Permit.ShouldBeOfType<T>();

    private static void ShouldDivert(ConsentDecision decision, DivertCode code, DivertReason reason, params string[] pointers)
    {
        ConsentDecision.Divert divert = decision.ShouldBeOfType<ConsentDecision.Divert>();
        divert.Code.ShouldBe(code);
        divert.Reason.ShouldBe(reason);
        divert.Pointers.ShouldBe(pointers);
    }
}
