using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Profiles;

namespace HmisGateway.Policy.Tests.Payloads;

public sealed class IdentifierSweepTests
{
    [Theory]
    [InlineData("219-09-9999")]
    [InlineData("219 09 9999")]
    [InlineData("219099999")]
    [InlineData("her number is 219-09-9999, she says")]
    [InlineData("SSN:219099999.")]
    [InlineData("ssn219099999x")]
    [InlineData("2190-99999")]
    [InlineData("219 - 09 - 9999")]
    [InlineData("219---09---9999")]
    [InlineData("7 7 7 7 2 1 9 0 9 9 9 9 9")]
    [InlineData("on 11/02/2026 219-09-9999")]
    [InlineData("219\u201309\u20119999")]
    [InlineData("219\u00A009\u00A09999")]
    [InlineData("\uFF12\uFF11\uFF1909\uFF199\uFF19\uFF19")]
    [InlineData("219\u200B09\u200B9999")]
    public void A_social_security_number_is_found_in_any_text(string text) =>
        new Sweep().Identity(ssn: "219-09-9999").InNote(text).ShouldBe(MentionKind.Identifier);

    [Theory]
    [InlineData("219 09 9999", MentionKind.Identifier)]
    [InlineData("with Ana De La Cruz", MentionKind.Name)]
    [InlineData("De La Cruz, Ana", MentionKind.Name)]
    [InlineData("DELACRUZ, ANA", MentionKind.Name)]
    [InlineData("Ana DelaCruz, 1985-12-10", MentionKind.NameAndBirth)]
    [InlineData("Cruz Ana", null)]
    [InlineData("1985-12-10", null)]
    public void What_a_record_states_is_found_in_other_spellings(string text, MentionKind? kind) =>
        new Sweep().Stated("Ana", "De La Cruz", "1985-12-10", "219-09-9999").InNote(text).ShouldBe(kind);

    [Theory]
    [InlineData("219----09-9999")]
    [InlineData("219x09x9999")]
    [InlineData("219-09-9998")]
    [InlineData("219-09")]
    [InlineData("2190999990")]
    [InlineData("219, room 09, bed 9999")]
    public void Other_digits_are_not(string text) =>
        new Sweep().Identity(ssn: "219-09-9999").InNote(text).ShouldBeNull();

    [Theory]
    [InlineData("""{"a":{"b":[1,{"c":219099999}]}}""")]
    [InlineData("""{"219-09-9999":1}""")]
    [InlineData("""{"a":"\u0032\u0031\u0039-09-9999"}""")]
    [InlineData("""{"a":"{\"ssn\":\"219099999\"}"}""")]
    [InlineData("""[["x","219-09-9999"]]""")]
    public void It_is_found_wherever_it_stands_in_the_payload(string json) =>
        new Sweep().Identity(ssn: "219099999").InJson(json).ShouldBe(MentionKind.Identifier);

    [Theory]
    [InlineData("AB12345", "see AB12345.")]
    [InlineData("AB12345", "see ab12345")]
    [InlineData("AB12345", "file_AB12345.pdf")]
    [InlineData("AB12345", "id=AB12345&x=1")]
    [InlineData("none-1", "client none-1 was here")]
    [InlineData("none-1", "client-none-1")]
    [InlineData("none-1", "a-b-c-d-e-f-g-none-1")]
    [InlineData("123456789012", "no. 123456789012!")]
    [InlineData("123456789012", "X123456789012")]
    [InlineData("3fa85f64-5717-4562-b3fc-2c963f66afa6", "ref 3fa85f64-5717-4562-b3fc-2c963f66afa6")]
    [InlineData("3fa85f64-5717-4562-b3fc-2c963f66afa6", "urn:uuid:3FA85F64-5717-4562-B3FC-2C963F66AFA6")]
    [InlineData("12-3456789", "12-3456789")]
    public void An_id_is_found_in_free_text(string id, string text) =>
        new Sweep().Id(id).InNote(text).ShouldBe(MentionKind.Identifier);

    [Theory]
    [InlineData("AB12345", "AB123456")]
    [InlineData("AB12345", "XAB12345")]
    [InlineData("none-1", "none-10")]
    [InlineData("none-1", "none of 1")]
    [InlineData("123456789012", "1234567890123")]
    [InlineData("3fa85f64-5717-4562-b3fc-2c963f66afa6", "3fa85f64-5717-4562-b3fc-2c963f66afa7")]
    public void A_part_of_another_id_is_not_that_id(string id, string text) =>
        new Sweep().Id(id).InNote(text).ShouldBeNull();

    [Theory]
    [InlineData("1003", "1003")]
    [InlineData("12345678", "12345678")]
    [InlineData("A1B2C", "A1B2C")]
    [InlineData("shelter", "shelter")]
    public void An_id_that_others_would_meet_by_chance_is_not_looked_for(string id, string text)
    {
        IdentifierIndex.IsIdentifier(id).ShouldBeFalse();
        new Sweep().Id(id).InNote(text).ShouldBeNull();
    }

    [Fact]
    public void An_id_counts_within_its_scope_only()
    {
        new Sweep().Id("AB12345", Sweep.Agency).InNote("AB12345").ShouldBe(MentionKind.Identifier);
        new Sweep().Id("AB12345", "south").InNote("AB12345").ShouldBeNull();
        new Sweep().VendorId("AB12345", Sweep.Vendor).InNote("AB12345").ShouldBe(MentionKind.Identifier);
        new Sweep().VendorId("AB12345", "").InNote("AB12345").ShouldBe(MentionKind.Identifier);
        new Sweep().VendorId("AB12345", "other").InNote("AB12345").ShouldBeNull();
    }

    [Theory]
    [InlineData("Ann", "Lee", "Saw Ann Lee today")]
    [InlineData("Ann", "Lee", "LEE, ANN")]
    [InlineData("Ann", "Lee", "ann lee's dog")]
    [InlineData("Ann", "Lee", "Ann B. Lee")]
    [InlineData("Ann", "Lee", "Ann\nLee")]
    [InlineData("Ann", "Lee", "\u00C1nn Lee")]
    [InlineData("Jos\u00E9", "N\u00FA\u00F1ez", "met Jose Nunez")]
    [InlineData("Jose", "Nunez", "met Jos\u00E9 Nu\u0301n\u0303ez")]
    [InlineData("Mary Ann", "De La Cruz", "Mary Ann De La Cruz")]
    [InlineData("Mary Ann", "De La Cruz", "Maryann DeLaCruz")]
    [InlineData("MaryAnn", "DeLaCruz", "de la cruz, maryann", false)]
    [InlineData("Mary Ann", "De La Cruz", "Mary Ann DeLa Cruz")]
    [InlineData("Mary Ann", "De La Cruz", "De LaCruz, Mary Ann")]
    [InlineData("Mary Ann", "De La Cruz", "Mary De La Cruz", false)]
    [InlineData("Ann", "De La Cruz Y Bo Li", "Ann DeLaCruzYBoLi")]
    [InlineData("Siobhan", "O'Brien", "Siobhan OBrien")]
    [InlineData("Siobhan", "O'Brien", "Siobhan O'Brien")]
    [InlineData("Siobhan", "OBrien", "Siobhan O\u2019Brien")]
    [InlineData("Ann", "Smith-Jones", "Ann Smith Jones")]
    [InlineData("Ann", "Smith-Jones", "Ann Smith-Jones")]
    [InlineData("Ann", "Lee", "Annie Lee", false)]
    [InlineData("Ann", "Lee", "Ann and Lee", false)]
    [InlineData("Ann", "Lee", "Leeann", false)]
    [InlineData("Ann", "Lee", "Ann Leeson", false)]
    [InlineData("John", "Doe", "John Doe", false)]
    [InlineData("Ann", null, "Ann", false)]
    public void A_full_name_is_found_in_free_text_in_either_order(string first, string? last, string text, bool found = true) =>
        new Sweep().Identity(first, last).InNote(text).ShouldBe(found ? MentionKind.Name : null);

    [Theory]
    [InlineData("""{"contact":{"first_name":"Ann","last_name":"Lee"}}""", true)]
    [InlineData("""{"contact":{"last_name":"Lee","first_name":"Ann"}}""", true)]
    [InlineData("""{"a":{"first":"Ann"},"b":{"last":"Lee"}}""", false)]
    [InlineData("""[{"n":"Ann"},{"n":"Lee"}]""", false)]
    public void Fields_beside_each_other_make_a_name_and_records_beside_each_other_do_not(string json, bool found) =>
        new Sweep().Identity("Ann", "Lee").InJson(json).ShouldBe(found ? MentionKind.Name : null);

    [Theory]
    [InlineData("1985-12-10")]
    [InlineData("12/10/1985")]
    [InlineData("1985-12-10T00:00:00Z")]
    [InlineData("19851210")]
    [InlineData("born 12-10-1985.")]
    public void A_name_and_the_date_of_birth_anywhere_in_the_request_are_more_than_a_name(string date)
    {
        new Sweep().Identity("Ann", "Lee", "1985-12-10").InJson($$"""{"who":"Ann Lee","list":[{"d":"{{date}}"}]}""").ShouldBe(MentionKind.NameAndBirth);
        new Sweep().Identity("Ann", "Lee", "1985-12-10").InJson($$"""{"list":[{"d":"{{date}}"}]}""").ShouldBeNull();
    }

    [Fact]
    public void Milliseconds_are_a_date_of_birth_too() =>
        new Sweep().Identity("Ann", "Lee", "1985-12-10").InJson("""{"who":"Ann Lee","d":503020800000}""").ShouldBe(MentionKind.NameAndBirth);

    [Fact]
    public void Path_query_and_forwarded_headers_are_swept()
    {
        VendorProfile profile = The.Profile(
            """{ "name": "all", "method": "GET", "path": "/**", "body": "none", "operation": "read", "kind": "other", "forwardHeaders": ["X-Note"] }""");
        Sweep sweep = new Sweep().Identity("Ann", "Lee", ssn: "219-09-9999").Id("AB12345");

        sweep.InRequest(profile, "GET", "/clients/AB12345").ShouldBe(MentionKind.Identifier);
        sweep.InRequest(profile, "GET", "/clients?q=219-09-9999").ShouldBe(MentionKind.Identifier);
        sweep.InRequest(profile, "GET", "/clients?first=Ann&last=Lee").ShouldBe(MentionKind.Name);
        sweep.InRequest(profile, "GET", "/clients", headers: [("X-Note", "AB12345")]).ShouldBe(MentionKind.Identifier);
        sweep.InRequest(profile, "GET", "/clients", headers: [("User-Agent", "AB12345")]).ShouldBe(MentionKind.Identifier);
        sweep.InRequest(profile, "GET", "/clients", headers: [("X-Other", "AB12345")]).ShouldBeNull();
    }

    [Fact]
    public void Common_values_meet_nobody_by_chance()
    {
        Sweep sweep = new Sweep().Identity("Ann", "Lee", "1985-12-10", "219-09-9999").Id("AB12345").Id("123456789012").Id("none-1");

        sweep.InJson("""
            {"first_name":"Ada","last_name":"Quill","birth_date":"1981-04-05","ssn":"457-55-5462","phone":"312-555-0100","phone2":"3125550100",
             "created":"2026-11-02T15:04:05.123Z","updated":1793631845000,"id":"7f3c2a90-1f77-4f3e-9a63-8c1f4f0d2b11","gender":[1,8,99],
             "veteran_status":99,"zip":"60601-1234","email":"ada.quill@example.org","note":"Slept well. Bed 12, room 3B; next visit 11/10/2026 at 9:30.",
             "file":"data:application/pdf;base64,JVBERi0xLjcKJcTl8uXrp/Og0MTGCjQgMCBvYmoK","flag":true,"nothing":null,"amount":12.50}
            """).ShouldBeNull();
    }

    [Fact]
    public void However_the_payload_is_cut_the_same_is_found()
    {
        const string Json = """{"note":"Saw Ann Lee (219-09-9999), id AB12345","n":[{"x":"AB12345"}]}""";
        string whole = string.Join(',', Sweep.SweepJson(Json).Marks.ToArray()) + "/" + string.Join(',', Sweep.SweepJson(Json).Words.ToArray());

        Sweep.SweepJson(Json).Marks.Length.ShouldBe(4);
        for (int cut = 1; cut < Json.Length; cut++)
        {
            SweptIdentifiers swept = Sweep.SweepJson(Json, cut);
            (string.Join(',', swept.Marks.ToArray()) + "/" + string.Join(',', swept.Words.ToArray())).ShouldBe(whole);
        }
    }

    [Fact]
    public void The_index_finds_each_of_many_persons_and_nobody_else()
    {
        SweepKey key = SweepKey.Create();
        IdentifierIndex index = new(key);
        for (int i = 1; i <= 5_000; i++)
        {
            index.AddAgencyId(new PersonId(i), $"C-{i:D6}", "a");
        }

        for (int i = 1; i <= 5_000; i += 7)
        {
            SweptIdentifiers swept = Sweep.SweepJson($$"""{"n":"see C-{{i:D6}} and C-{{i + 5_000:D6}}"}""", key: key);
            index.Find(swept, "a", "v").ShouldBe([new IdentifierMatch(new PersonId(i), MentionKind.Identifier)]);
        }
    }

    [Fact]
    public void What_a_question_asks_for_is_no_mention_nor_is_an_id_that_the_vendor_gave()
    {
        SweepKey key = SweepKey.Create();
        IdentifierIndex index = new(key);
        index.AddAgencyId(new PersonId(1), "AB12345", "a");
        index.AddVendorId(new PersonId(2), "CD12345", "v");
        index.AddIdentity(new PersonId(3), null, null, null, "219-09-9999");
        SweptIdentifiers swept = Sweep.SweepJson("""{"n":"AB12345 CD12345 219-09-9999"}""", key: key);

        index.Find(swept, "a", "v").Select(static match => match.Person.Value).ShouldBe([1, 2, 3], ignoreOrder: true);
        index.FindInQuestion(swept, "a", "v", []).Select(static match => match.Person.Value).ShouldBe([1, 3], ignoreOrder: true);
        index.FindInQuestion(swept, "a", "v", ["AB12345"]).ShouldHaveSingleItem().Person.Value.ShouldBe(3);
    }

    [Theory]
    [InlineData("1985-12-10", "1985-12-11", MentionKind.Name)]
    [InlineData("1985-12-10", "1985-10-12", MentionKind.Name)]
    [InlineData("1985-12-10", "12 10 1985", MentionKind.Name)]
    [InlineData("1985-12-10", "12--10--1985", MentionKind.Name)]
    [InlineData("1985-12-10", "12-10/1985", MentionKind.Name)]
    [InlineData("1985-01-31", "1985-001-31", MentionKind.Name)]
    [InlineData("1985-01-31", "1985-1-031", MentionKind.Name)]
    [InlineData("1985-01-31", "1/31/1985", MentionKind.NameAndBirth)]
    [InlineData("1985-01-31", "1985.1.31", MentionKind.NameAndBirth)]
    [InlineData("1985-12-01", "12/1/1985", MentionKind.NameAndBirth)]
    [InlineData("1984-02-29", "2/29/1984", MentionKind.NameAndBirth)]
    [InlineData("1970-01-02", "100000000", MentionKind.NameAndBirth)]
    [InlineData("1970-01-02", "x100000000", MentionKind.Name)]
    public void Only_the_very_date_of_birth_makes_more_of_a_name(string birth, string text, MentionKind kind) =>
        new Sweep().Identity("Ann", "Lee", birth).InJson($$"""{"who":"Ann Lee","d":"{{text}}"}""").ShouldBe(kind);

    [Theory]
    [InlineData(500)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(4000)]
    public void However_long_the_text_is_its_end_is_read(int length)
    {
        foreach (string filling in new[] { "x ", "\"\n", "\u00E9 " })
        {
            string text = string.Concat(Enumerable.Repeat(filling, length / filling.Length));
            new Sweep().Identity(ssn: "219-09-9999").InNote(text + "219-09-9999").ShouldBe(MentionKind.Identifier);
            new Sweep().Identity(ssn: "219-09-9999").InNote(text + "219-09-9998").ShouldBeNull();
        }
    }

    [Fact]
    public void However_many_ids_a_payload_has_the_last_one_is_read()
    {
        string others = string.Join(' ', Enumerable.Range(0, 20_000).Select(static i => $"C{i:D6}"));

        new Sweep().Id("AB12345").InNote(others + " AB12345").ShouldBe(MentionKind.Identifier);
        new Sweep().Identity("Ann", "Lee").InNote(others + " Ann Lee").ShouldBe(MentionKind.Name);
        new Sweep().Id("AB12345").InNote(others).ShouldBeNull();
    }

    [Fact]
    public void A_word_that_is_no_name_for_its_length_parts_the_words_beside_it() =>
        new Sweep().Identity("Ann", "Lee").InNote($"Ann {new string('x', 65)} Lee").ShouldBeNull();

    [Theory]
    [InlineData("{\"\u00C1nn Lee\":1}")]
    [InlineData("{\"Ann Lee\":1}")]
    [InlineData("{\"\\u0041nn Lee\":1}")]
    public void A_member_name_may_be_a_name(string json) => new Sweep().Identity("Ann", "Lee").InJson(json).ShouldBe(MentionKind.Name);

    [Fact]
    public void What_stands_in_different_parts_of_the_head_is_no_name()
    {
        VendorProfile profile = The.Profile("""{ "name": "all", "method": "GET", "path": "/**", "body": "none", "operation": "read" }""");
        Sweep sweep = new Sweep().Identity("Ann", "Lee").Id("AB12345");

        sweep.InRequest(profile, "GET", "/Ann?x=Lee").ShouldBeNull();
        sweep.InRequest(profile, "GET", "/x?a=Ann", headers: [("Accept", "Lee")]).ShouldBeNull();
        sweep.InRequest(profile, "GET", "/x", headers: [("Accept", "Ann"), ("User-Agent", "Lee")]).ShouldBeNull();
        sweep.InRequest(profile, "GET", "/x?AB12345=1").ShouldBe(MentionKind.Identifier);
        sweep.InRequest(profile, "GET", "/x", headers: [("Content-Type", "text/AB12345")]).ShouldBe(MentionKind.Identifier);
    }

    [Fact]
    public void The_most_certain_mention_of_a_person_counts()
    {
        new Sweep().Identity("Ann", "Lee", "1985-12-10", "219-09-9999").InNote("Ann Lee, 219-09-9999").ShouldBe(MentionKind.Identifier);
        new Sweep().Identity("Ann", "Lee").Identity("Annie", "Lee", "1985-12-10").InNote("Ann Lee or Annie Lee, 12/10/1985").ShouldBe(MentionKind.NameAndBirth);
        new Sweep().Identity("Ann", "Lee", "1985-12-10").InNote("12/10/1985 Ann Lee, Lee, Ann").ShouldBe(MentionKind.NameAndBirth);
    }

    [Fact]
    public void An_index_without_anybody_is_empty()
    {
        IdentifierIndex index = new(SweepKey.Create());
        index.IsEmpty.ShouldBeTrue();
        index.AddIdentity(new PersonId(1), "Ann", "Lee", null, null);
        index.IsEmpty.ShouldBeFalse();

        IdentifierIndex ofIds = new(SweepKey.Create());
        ofIds.AddAgencyId(new PersonId(1), "AB12345", "a");
        ofIds.IsEmpty.ShouldBeFalse();
    }

    [Theory]
    [InlineData(null, "Lee, Ann")]
    [InlineData("Lee, Ann", "")]
    [InlineData(" ", "Lee,Ann")]
    public void A_name_that_stands_in_one_field_is_found(string? firstName, string? lastName)
    {
        SweepKey key = SweepKey.Create();
        IdentifierIndex index = new(key);
        index.AddIdentity(new PersonId(1), firstName, lastName, null, null);

        index.Find(Sweep.SweepJson("""{"n":"came with Ann Lee"}""", key: key), "a", "v").ShouldBe([new IdentifierMatch(new PersonId(1), MentionKind.Name)]);
    }

    [Fact]
    public void The_index_keeps_names_and_ids_when_it_grows()
    {
        SweepKey key = SweepKey.Create();
        IdentifierIndex index = new(key);
        index.AddIdentity(new PersonId(1), "Ann", "Lee", null, null);
        for (int i = 2; i <= 2_000; i++)
        {
            index.AddAgencyId(new PersonId(i), $"C-{i:D6}", "a");
        }

        index.Find(Sweep.SweepJson("""{"n":"Ann Lee"}""", key: key), "a", "v").ShouldBe([new IdentifierMatch(new PersonId(1), MentionKind.Name)]);
    }

    [Fact]
    public void Only_ids_that_a_text_can_hold_are_looked_for()
    {
        IdentifierIndex.IsIdentifier(new string('1', 64)).ShouldBeTrue();
        IdentifierIndex.IsIdentifier(new string('1', 65)).ShouldBeFalse();
        IdentifierIndex.IsIdentifier("\u00E9123456789").ShouldBeFalse();
        new Sweep().Id(new string('1', 64)).InNote(new string('1', 64)).ShouldBe(MentionKind.Identifier);
    }
}
