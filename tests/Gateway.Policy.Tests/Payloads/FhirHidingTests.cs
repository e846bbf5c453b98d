using System.Text;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Profiles;

namespace HmisGateway.Policy.Tests.Payloads;

/// <summary>Ways to name a client in FHIR so that a careless reader overlooks it. Each is found, or the request is refused.</summary>
public sealed class FhirHidingTests
{
    private const string PersonalId = "http://hmis.hud.gov/identifiers/PersonalID";
    private const string Urn = "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a";

    /// <summary>An observation, with ~ for the last digit of its patient's id.</summary>
    public static TheoryData<string> Tricks { get; } =
    [
        """{"resourceType":"Observation","subject":{"reference":"Patient/100~"}}""",
        """{"subject":{"reference":"Patient/100~"},"resourceType":"Observation"}""",
        """{"resourceType":"Observation","subject":{"reference":"Patient/100~/_history/2"}}""",
        """{"resourceType":"Observation","subject":{"reference":"http://hmis.example.org/fhir/Patient/100~"}}""",
        """{"resourceType":"Observation","subject":{"reference":"https://hmis.example.org:8443/a/b/Patient/100~/_history/1"}}""",
        """{"resourceType":"Observation","subject":{"reference":"\u0050atient/100~"}}""",
        """{"resourceType":"Observation","subject":{"reference":"Patient\/100~"}}""",
        """{"resourceType":"Observation","performer":[{"reference":"Organization/1"},{"reference":"Patient/100~"}]}""",
        """{"resourceType":"Observation","subject":{"reference":"Patient/1001"},"focus":[{"reference":"Patient/100~"}]}""",
        """{"resourceType":"Observation","extension":[{"url":"x","valueReference":{"reference":"Patient/100~"}}]}""",
        """{"resourceType":"Observation","contained":[{"resourceType":"Encounter","subject":{"reference":"Patient/100~"}}]}""",
        """{"resourceType":"Observation","subject":{"REFERENCE":"Patient/100~"}}""",
        """{"resourceType":"Observation","subject":{"identifier":{"system":"http://hmis.hud.gov/identifiers/PersonalID","value":"100~"}}}""",
        """{"resourceType":"Observation","subject":{"identifier":{"value":"100~","system":"http://hmis.hud.gov/identifiers/PersonalID"}}}""",
        """{"resourceType":"Observation","subject":{"identifier":{"value":"100~","system":"HTTPS://HMIS.hud.gov/identifiers/PersonalID/"}}}""",
        """{"resourceType":"Observation","identifier":[{"system":"urn:other","value":"9"},{"value":"100~","system":"http://hmis.hud.gov/identifiers/PersonalID"}]}""",
        """{"resourceType":"Observation","partOf":[{"reference":"#p"}],"subject":{"reference":"Patient/100~"}}""",
    ];

    public static TheoryData<string> Refused { get; } =
    [
        """{"resourceType":"Patient","id":"1003"}""",
        """{"subject":{"reference":"Patient/1001"}}""",
        """{"resourceType":"observation","subject":{"reference":"Patient/1001"}}""",
        """{"ResourceType":"Observation","subject":{"reference":"Patient/1001"}}""",
        """{"resourceType":"Observation","resourcetype":"Patient","subject":{"reference":"Patient/1001"}}""",
        """{"resourceType":"Observation","subject":{"reference":"patient/1003"}}""",
        """{"resourceType":"Observation","subject":{"reference":"/Patient/1003"}}""",
        """{"resourceType":"Observation","subject":{"reference":"./Patient/1003"}}""",
        """{"resourceType":"Observation","subject":{"reference":"../Patient/1003"}}""",
        """{"resourceType":"Observation","subject":{"reference":"Patient//1003"}}""",
        """{"resourceType":"Observation","subject":{"reference":"Patient/1003/"}}""",
        """{"resourceType":"Observation","subject":{"reference":"Patient/1003#x"}}""",
        """{"resourceType":"Observation","subject":{"reference":"Patient/1003|1"}}""",
        """{"resourceType":"Observation","subject":{"reference":" Patient/1003"}}""",
        """{"resourceType":"Observation","subject":{"reference":"Patient?identifier=1003"}}""",
        """{"resourceType":"Observation","subject":{"reference":"Patient/10%303"}}""",
        """{"resourceType":"Observation","subject":{"reference":"ftp://x/Patient/1003"}}""",
        """{"resourceType":"Observation","subject":{"reference":"http://u@x/Patient/1003"}}""",
        """{"resourceType":"Observation","subject":{"reference":"http://x/a/../Patient/1003"}}""",
        """{"resourceType":"Observation","subject":{"reference":"urn:oid:1.2.3"}}""",
        """{"resourceType":"Observation","subject":{"reference":"urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a"}}""",
        """{"resourceType":"Observation","subject":{"reference":1003}}""",
        """{"resourceType":"Observation","subject":{"reference":["Patient/1003"]}}""",
        """{"resourceType":"Observation","subject":{"reference":{"value":"Patient/1003"}}}""",
        """{"resourceType":"Observation","subject":{"reference":"Patient/1001","reference":"Patient/1003"}}""",
        """{"resourceType":"Observation","subject":{"reference":"Patient/1001"},"contained":[{"resourceType":"Patient","id":"p"}]}""",
        """{"resourceType":"Observation","subject":{"reference":"Patient/1001"},"Contained":[{"resourceType":"Patient","id":"p"}]}""",
        """{"resourceType":"Observation","subject":{"reference":"Patient/1001"},"contained":{"resourceType":"Patient","id":"p"}}""",
        """{"resourceType":"Observation","subject":{"reference":"Patient/1001"},"contained":[{"id":"p"}]}""",
        """{"resourceType":"Observation","subject":{"reference":"Patient/1001"},"implicitRules":"http://x"}""",
        """{"resourceType":"Observation","subject":{"reference":"Patient/1001"},"modifierExtension":[{"url":"x"}]}""",
        """{"resourceType":"Observation","subject":{"reference":"Patient/1001"},"component":[{"modifierExtension":[{"url":"x"}]}]}""",
        """{"resourceType":"Observation","subject":{"identifier":{"system":["http://hmis.hud.gov/identifiers/PersonalID"],"value":"1003"}}}""",
        """{"resourceType":"Observation","subject":{"identifier":{"system":"http://hmis.hud.gov/identifiers/PersonalID","value":"10 03"}}}""",
        """{"resourceType":"Observation","subject":{"identifier":{"system":"http://hmis.hud.gov/identifiers/PersonalID","value":["1003"]}}}""",
        """[{"resourceType":"Observation","subject":{"reference":"Patient/1001"}}]""",
        """{"resourceType":"Bundle","type":"batch","entry":[]}""",
        """{"resourceType":"Parameters","parameter":[]}""",
    ];

    /// <summary>The entries of a bundle, with ~ for the last digit of a patient's id.</summary>
    public static TheoryData<string> BundleTricks { get; } =
    [
        Entry("POST", "Observation", """{"resourceType":"Observation","subject":{"reference":"Patient/100~"}}"""),
        Entry("PUT", "Patient/100~", """{"resourceType":"Patient","id":"100~"}"""),
        Entry("PUT", "Patient/1001", """{"resourceType":"Patient","id":"100~"}"""),
        Entry("DELETE", "Patient/100~"),
        Entry("GET", "Patient?name=Ada") + "," + Entry("DELETE", "Patient/100~"),
        Entry("PUT", "Patient/1001", """{"resourceType":"Patient","link":[{"other":{"reference":"Patient/100~"},"type":"seealso"}]}"""),
        Entry("PUT", "Patient/100~", """{"resourceType":"Patient"}""", Urn) + "," + Entry("POST", "EpisodeOfCare", $$$"""{"resourceType":"EpisodeOfCare","patient":{"reference":"{{{Urn}}}"}}"""),
        Entry("POST", "EpisodeOfCare", $$$"""{"resourceType":"EpisodeOfCare","patient":{"reference":"{{{Urn.ToUpperInvariant().Replace("URN:UUID", "urn:uuid", StringComparison.Ordinal)}}}"}}""")
            + "," + Entry("PUT", "Patient/100~", """{"resourceType":"Patient"}""", Urn),
        Entry("POST", "Organization", """{"resourceType":"Organization","contact":[{"purpose":{"text":"x"},"extension":[{"url":"x","valueReference":{"reference":"Patient/100~"}}]}]}"""),
        Entry("POST", "Observation", """{"resourceType":"Observation","subject":{"reference":"Patient/1001"}}""") + ","
            + Entry("POST", "Observation", """{"resourceType":"Observation","subject":{"reference":"Patient/100~"}}"""),
    ];

    public static TheoryData<string> RefusedBundles { get; } =
    [
        Entry("PUT", "Patient?identifier=1003", """{"resourceType":"Patient"}"""),
        Entry("DELETE", "Patient?_id=1003"),
        Entry("PUT", "/Patient/1003", """{"resourceType":"Patient"}"""),
        Entry("PUT", "http://x/fhir/Patient/1003", """{"resourceType":"Patient"}"""),
        Entry("PUT", "../Patient/1003", """{"resourceType":"Patient"}"""),
        Entry("PUT", "Patient/%31003", """{"resourceType":"Patient"}"""),
        Entry("PUT", "Patient//1003", """{"resourceType":"Patient"}"""),
        Entry("GET", "Patient?identifier=219%2D09%2D9999"),
        Entry("PUT", "Patient/1001", """{"resourceType":"Observation","subject":{"reference":"Patient/1001"}}"""),
        Entry("POST", "Organization", """{"resourceType":"Organization","contained":[{"resourceType":"Patient"}]}"""),
        Entry("POST", "Observation"),
        Entry("DELETE", "Patient/1001", """{"resourceType":"Patient","id":"1003"}"""),
        Entry("POST", "Observation", $$$"""{"resourceType":"Observation","subject":{"reference":"{{{Urn}}}"}}"""),
        Entry("POST", "Patient", """{"resourceType":"Patient"}""", Urn) + "," + Entry("POST", "Organization", """{"resourceType":"Organization"}""", Urn),
        Entry("POST", "Patient", """{"resourceType":"Patient"}""", "urn:oid:1.2"),
        Entry("POST", "Patient", """{"resourceType":"Patient"}""", "Patient?x=1"),
        """{"resource":{"resourceType":"Patient"},"request":{"method":"POST","url":"Patient","ifNoneExist":"identifier=1003"}}""",
        """{"resource":{"resourceType":"Patient"},"request":{"method":"POST","url":"Patient"},"Request":{"method":"GET","url":"Patient"}}""",
        """{"Resource":{"resourceType":"Patient"},"request":{"method":"POST","url":"Patient"}}""",
        """{"resource":{"resourceType":"Patient"}}""",
        """{"resource":{"resourceType":"Patient"},"request":{"method":"POST"}}""",
        """{"resource":{"resourceType":"Patient"},"request":{"method":"POST","url":""}}""",
        """{"resource":[{"resourceType":"Patient"}],"request":{"method":"POST","url":"Patient"}}""",
        """{"resource":{"resourceType":"Patient"},"request":{"method":["POST"],"url":"Patient"}}""",
        "7",
    ];

    [Theory]
    [MemberData(nameof(Tricks))]
    public void A_client_is_found_however_the_resource_names_them(string body) => References(Post("/Observation", body.Replace('~', '3'))).ShouldContain("1003");

    [Theory]
    [MemberData(nameof(Tricks))]
    public void The_twin_of_another_client_is_read_as_well(string body) => References(Post("/Observation", body.Replace('~', '7'))).ShouldContain("1007");

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_servers_could_read_differently_is_refused(string body) => Post("/Observation", body).ShouldBeOfType<PayloadReading.Unreadable>();

    [Theory]
    [MemberData(nameof(BundleTricks))]
    public void A_client_is_found_in_whatever_entry(string entries) => References(Post("/", Bundle(entries.Replace('~', '3')))).ShouldContain("1003");

    [Theory]
    [MemberData(nameof(BundleTricks))]
    public void The_twin_of_an_entry_is_read_as_well(string entries) => References(Post("/", Bundle(entries.Replace('~', '7')))).ShouldContain("1007");

    [Theory]
    [MemberData(nameof(RefusedBundles))]
    public void An_entry_that_is_doubtful_is_refused(string entries) => Post("/", Bundle(entries)).ShouldBeOfType<PayloadReading.Unreadable>();

    [Theory]
    [InlineData("""{"resourceType":"Bundle","type":"message","entry":[{"request":{"method":"DELETE","url":"Patient/1003"}}]}""")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient"}}]}""")]
    [InlineData("""{"resourceType":"Bundle","entry":[{"request":{"method":"DELETE","url":"Patient/1003"}}]}""")]
    [InlineData("""{"resourceType":"Bundle","type":"batch"}""")]
    [InlineData("""{"resourceType":"Bundle","type":"batch","entry":[]}""")]
    [InlineData("""{"resourceType":"Bundle","type":"batch","entry":{"request":{"method":"DELETE","url":"Patient/1003"}}}""")]
    [InlineData("""{"resourceType":"Bundle","type":"batch","Entry":[{"request":{"method":"DELETE","url":"Patient/1003"}}]}""")]
    [InlineData("""{"resourceType":"Bundle","type":"batch","implicitRules":"x","entry":[{"request":{"method":"DELETE","url":"Patient/1001"}}]}""")]
    [InlineData("""{"resourceType":"Patient","type":"batch","entry":[{"request":{"method":"DELETE","url":"Patient/1001"}}]}""")]
    public void What_is_no_bundle_of_requests_is_refused(string body) => Post("/", body).ShouldBeOfType<PayloadReading.Unreadable>();

    [Fact]
    public void An_entry_without_a_rule_is_not_covered()
    {
        foreach (string entry in new[]
                 {
                     Entry("POST", "Surprise", """{"resourceType":"Surprise"}"""),
                     Entry("PATCH", "Patient/1001", """{"resourceType":"Patient"}"""),
                     Entry("POST", "Patient/$match", """{"resourceType":"Parameters"}""").Replace("$match", "$merge", StringComparison.Ordinal),
                     Entry("DELETE", "Organization/1"),
                     Entry("POST", "Patient/_search"),
                     Entry("post", "Patient", """{"resourceType":"Patient"}"""),
                     Entry("POST", "Organization/1", """{"resourceType":"Organization"}"""),
                     Entry("POST", "Patient/1/2", """{"resourceType":"Organization"}"""),
                 })
        {
            Post("/", Bundle(entry)).ShouldBeOfType<PayloadReading.NotCovered>(entry);
        }
    }

    [Fact]
    public void A_resource_is_about_the_patient_entry_that_it_links_to_however_far()
    {
        const string Second = "urn:uuid:88f151c0-a954-468a-88bd-5ae15c08e059";
        IReadOnlyList<PayloadRecord> records = Post("/", Bundle(
            Entry("POST", "Observation", $$$"""{"resourceType":"Observation","encounter":{"reference":"{{{Second}}}"}}""")
            + "," + Entry("POST", "Encounter", $$$"""{"resourceType":"Encounter","subject":{"reference":"{{{Urn}}}"},"serviceProvider":{"reference":"Organization/1"}}""", Second)
            + "," + Entry("POST", "Patient", $$$"""{"resourceType":"Patient","identifier":[{"system":"{{{PersonalId}}}","value":"n1"}],"name":[{"given":["Ada","Mae"],"family":"Quill"}],"birthDate":"1985-12-10"}""", Urn))).Records();

        records.Count.ShouldBe(3);
        records.ShouldAllBe(static record => record.Identity!.FullName == "ada quill");
        records[0].References.Text().ShouldBe("Vendor:Defines:n1@/**/identifier/*/value");
        records.Select(static record => record.Pointer).ShouldBe(["/entry/0", "/entry/1", "/entry/2"]);
    }

    [Fact]
    public void An_identity_is_put_together_from_names_and_identifiers()
    {
        PayloadRecord patient = Post("/Patient",
            """
            {"resourceType":"Patient","name":[{"use":"old","family":"Reed","given":["Bo"]},{"use":"official","family":"Quill","given":["Ada","Mae"]}],"birthDate":"1985-12-10",
             "identifier":[{"system":"urn:agency","value":"x y"},{"system":"http://hl7.org/fhir/sid/us-ssn","value":"219-09-9999"}],"meta":{"security":[{"code":"R"}]}}
            """).Record();

        (patient.Identity!.FullName, patient.Identity.Ssn, patient.Identity.DateOfBirth).ShouldBe(("ada quill", "219099999", new DateOnly(1985, 12, 10)));
        patient.IsLocked.ShouldBeTrue();
        patient.References.ShouldBeEmpty();
        Post("/Patient", """{"resourceType":"Patient","name":[{"family":"Quill"},{"use":"official","family":"Stark"}]}""").Reason().ShouldBe(UnreadableReason.DuplicateName);
    }

    [Fact]
    public void A_match_is_a_search_with_an_identity()
    {
        PayloadReading reading = Post("/Patient/$match",
            """{"resourceType":"Parameters","parameter":[{"name":"resource","resource":{"resourceType":"Patient","name":[{"family":"Quill","given":["Ada"]}],"birthDate":"1985-12-10"}}]}""");

        reading.Record().Operation.ShouldBe(Operation.Search);
        reading.Record().Identity!.IsMatchable.ShouldBeTrue();
    }

    [Fact]
    public void Beside_a_write_nothing_is_a_read_and_reads_alone_are()
    {
        Post("/", Bundle(Entry("GET", "Patient/1003"))).ShouldBeOfType<PayloadReading.Readable>().Operation.ShouldBe(Operation.Read);
        PayloadReading.Readable mixed = Post("/", Bundle(Entry("GET", "Patient/1003") + "," + Entry("DELETE", "Patient/1001"))).ShouldBeOfType<PayloadReading.Readable>();
        mixed.Operation.ShouldBe(Operation.Update);
        mixed.Records.ShouldHaveSingleItem().Operation.ShouldBe(Operation.Delete);
    }

    [Theory]
    [InlineData("""{"response":{"status":"201 Created","location":"Patient/71/_history/1"}}""", true, "Vendor:Defines:71@/location")]
    [InlineData("""{"response":{"status":"201 Created","location":"http://hmis.example.org/fhir/Patient/71/_history/1"}}""", true, "Vendor:Defines:71@/location")]
    [InlineData("""{"response":{"status":"201 Created","location":"Observation/71"}}""", true, "")]
    [InlineData("""{"response":{"status":"422 Unprocessable"}}""", false, "")]
    public void Each_entry_learns_from_its_own_part_of_the_answer(string answered, bool isAnswered, string learned)
    {
        AnswerPlace place = Post("/", Bundle(Entry("POST", "Patient", """{"resourceType":"Patient"}"""))).Record().Answer!;
        byte[] answer = Encoding.UTF8.GetBytes($$"""{"resourceType":"Bundle","type":"transaction-response","entry":[{{answered}}]}""");

        AnswerReader.IsAnswered(place, answer).ShouldBe(isAnswered);
        AnswerReader.Learn(place, answer).Text().ShouldBe(learned);
    }

    [Theory]
    [InlineData("""{"request":{"method":"GET","url":"Patient?name=219-09-9999"}}""")]
    [InlineData("""{"resource":{"resourceType":"Organization","name":"219-09-9999"},"request":{"method":"POST","url":"Organization"}}""")]
    public void Whom_any_entry_mentions_is_found(string entry) =>
        new Sweep().Identity(ssn: "219-09-9999").InRequest(The.Fhir, "POST", "/", Bundle(entry)).ShouldBe(MentionKind.Identifier);

    [Fact]
    public void A_bundle_is_sent_to_the_base_of_the_api() =>
        Read.Request(The.Fhir, "POST", "/fhir", Bundle(Entry("PUT", "Patient/1003", """{"resourceType":"Patient"}"""))).Records().Count.ShouldBe(1);

    private static string Entry(string method, string url, string? resource = null, string? fullUrl = null) =>
        "{" + (fullUrl is null ? "" : $"\"fullUrl\":\"{fullUrl}\",") + (resource is null ? "" : $"\"resource\":{resource},")
        + $"\"request\":{{\"method\":\"{method}\",\"url\":\"{url}\"}}}}";

    private static string Bundle(string entries) => $$"""{"resourceType":"Bundle","type":"transaction","entry":[{{entries}}]}""";

    private static PayloadReading Post(string target, string body) => Read.Request(The.Fhir, "POST", target, body);

    private static IEnumerable<string> References(PayloadReading reading) =>
        reading.Records().SelectMany(static record => record.References).Select(static reference => reference.Value);
}
