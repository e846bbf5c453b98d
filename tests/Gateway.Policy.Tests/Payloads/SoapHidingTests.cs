using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Profiles;

namespace HmisGateway.Policy.Tests.Payloads;

/// <summary>Ways to name a client in a SOAP envelope so that a careless reader overlooks it. Each is found, or the envelope is refused.</summary>
public sealed class SoapHidingTests
{
    private const string Soap11 = "http://schemas.xmlsoap.org/soap/envelope/";
    private const string Soap12 = "http://www.w3.org/2003/05/soap-envelope";
    private const string Create = "<h:createNote xmlns:h=\"urn:hmis\"><h:personalId>100~</h:personalId></h:createNote>";

    private static readonly VendorProfile s_profile = The.Profile(
        """
        { "name": "soap", "method": "POST", "path": "/services/hmis", "body": "soap", "elements": {
            "createNote": { "operation": "create", "kind": "note", "namespace": "urn:hmis", "action": "urn:hmis#createNote", "lock": [{ "json": "/private", "values": ["true"] }],
              "identity": { "firstName": "/client/first", "lastName": "/client/last" } },
            "login": { "operation": "auth" },
            "addService": { "operation": "create", "kind": "service" } } }
        """,
        """, "shared": { "select": [{ "json": "/**/personalId", "scheme": "vendor" }] }""");

    /// <summary>What stands in the envelope, with ~ for the last digit of the client's id.</summary>
    public static TheoryData<string> Tricks { get; } =
    [
        $"<s:Body>{Create}</s:Body>",
        $"<s:Header/><s:Body>{Create}</s:Body>",
        $"<s:Body xmlns:w=\"urn:w\" w:Id=\"b\">{Create}</s:Body>",
        "<s:Body><createNote xmlns=\"urn:hmis\"><personalId xmlns=\"\">100~</personalId></createNote></s:Body>",
        "<s:Body><createNote xmlns=\"urn:hmis\"><a><b><PersonalID>100~</PersonalID></b></a></createNote></s:Body>",
        "<s:Body><createNote xmlns=\"urn:hmis\"><personalId>1<!-- -->00~</personalId></createNote></s:Body>",
        "<s:Body><createNote xmlns=\"urn:hmis\"><personalId><![CDATA[100~]]></personalId></createNote></s:Body>",
        "<s:Body><createNote xmlns=\"urn:hmis\"><personalId>&#x31;00~</personalId></createNote></s:Body>",
        "<s:Body><createNote xmlns=\"urn:hmis\"><personalId xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:type=\"xsd:string\">100~</personalId></createNote></s:Body>",
        "<s:Body s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><createNote xmlns=\"urn:hmis\"><personalId>100~</personalId></createNote></s:Body>",
        "<s:Header><x:ctx xmlns:x=\"urn:x\"><personalId>100~</personalId></x:ctx></s:Header><s:Body><addService/></s:Body>",
        $"<s:Header><x:ctx xmlns:x=\"urn:x\" s:mustUnderstand=\"0\">y</x:ctx></s:Header><s:Body>{Create}</s:Body>",
        $"<s:Header><w:Security xmlns:w=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd\" s:mustUnderstand=\"1\"><w:UsernameToken/></w:Security></s:Header><s:Body>{Create}</s:Body>",
        $"<s:Header><a:Action xmlns:a=\"http://www.w3.org/2005/08/addressing\" s:mustUnderstand=\"1\">urn:hmis#createNote</a:Action></s:Header><s:Body>{Create}</s:Body>",
        "<s:Body><z:addService xmlns:z=\"urn:other\"><personalId>100~</personalId></z:addService></s:Body>",
    ];

    /// <summary>What servers could take for two things.</summary>
    public static TheoryData<string> Refused { get; } =
    [
        "<s:Body/>",
        $"<s:Body>{Create}{Create}</s:Body>",
        "<s:Body><addService/><createNote xmlns=\"urn:hmis\"/></s:Body>",
        $"<s:Body>{Create}</s:Body><s:Body>{Create}</s:Body>",
        $"<s:Body>{Create}</s:Body><s:Header/>",
        $"<s:Body>{Create}</s:Body><x/>",
        $"<x/><s:Body>{Create}</s:Body>",
        $"<s:Body>{Create}x</s:Body>",
        $"<s:Header>x</s:Header><s:Body>{Create}</s:Body>",
        $"<s:Body hidden=\"1\">{Create}</s:Body>",
        $"<Body>{Create}</Body>",
        "<s:Body><createNote><personalId>1001</personalId></createNote></s:Body>",
        "<s:Body><createNote xmlns=\"urn:other\"><personalId>1001</personalId></createNote></s:Body>",
        "<s:Body><createNote xmlns=\"urn:hmis\"><personalId>1001</personalId><personalId>1003</personalId></createNote></s:Body>",
        "<s:Body><createNote xmlns=\"urn:hmis\"><personalId href=\"#id1\"/></createNote></s:Body>",
        "<s:Body><createNote xmlns=\"urn:hmis\"><personalId xmlns:e=\"http://www.w3.org/2003/05/soap-encoding\" e:ref=\"id1\"/></createNote></s:Body>",
        "<s:Body><createNote xmlns=\"urn:hmis\"><personalId>1001</personalId><f><x:Include xmlns:x=\"http://www.w3.org/2004/08/xop/include\" href=\"cid:1\"/></f></createNote></s:Body>",
        "<s:Body><createNote xmlns=\"urn:hmis\" personalId=\"1003\"/></s:Body>",
        "<s:Body><createNote xmlns=\"urn:hmis\"><x><addService><y/></addService></x></createNote></s:Body>",
        "<s:Body><e:EncryptedData xmlns:e=\"http://www.w3.org/2001/04/xmlenc#\"/></s:Body>",
        "<s:Body><s:Fault/></s:Body>",
        $"<s:Header><x:tx xmlns:x=\"urn:x\" s:mustUnderstand=\"1\"/></s:Header><s:Body>{Create}</s:Body>",
        $"<s:Header><x:tx xmlns:x=\"urn:x\" s:mustUnderstand=\"true\"/></s:Header><s:Body>{Create}</s:Body>",
        $"<s:Header><x:tx xmlns:x=\"urn:x\" s:mustUnderstand=\" 1 \"/></s:Header><s:Body>{Create}</s:Body>",
        $"<s:Header><a:Action xmlns:a=\"http://www.w3.org/2005/08/addressing\">urn:hmis#addService</a:Action></s:Header><s:Body>{Create}</s:Body>",
    ];

    [Theory]
    [MemberData(nameof(Tricks))]
    public void A_client_is_found_however_the_envelope_is_written(string inner) => References(Envelope(inner.Replace('~', '3'))).ShouldContain("1003");

    [Theory]
    [MemberData(nameof(Tricks))]
    public void The_twin_of_another_client_is_read_as_well(string inner) => References(Envelope(inner.Replace('~', '7'))).ShouldContain("1007");

    [Theory]
    [MemberData(nameof(Tricks))]
    public void Version_1_2_is_read_as_well(string inner) =>
        References(Envelope(inner.Replace('~', '3'), Soap12), contentType: "application/soap+xml; charset=utf-8").ShouldContain("1003");

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_servers_could_take_for_two_things_is_refused(string inner) => Send(Envelope(inner.Replace('~', '1'))).ShouldBeOfType<PayloadReading.Unreadable>();

    [Theory]
    [InlineData("\"urn:hmis#addService\"")]
    [InlineData("urn:hmis#createNote2")]
    [InlineData("\"createNote\"")]
    [InlineData("\"urn:hmis#createNote\", \"urn:hmis#addService\"")]
    public void An_action_that_names_another_operation_is_refused(string action) =>
        Send(Envelope($"<s:Body>{Create.Replace('~', '1')}</s:Body>"), action).Reason().ShouldBe(UnreadableReason.AmbiguousSoap);

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("\"addService\"")]
    [InlineData("\"urn:any/addService\"")]
    [InlineData("urn:any#addService")]
    public void An_operation_without_an_action_of_its_own_ends_it(string action) =>
        Send(Envelope("<s:Body><addService><personalId>1001</personalId></addService></s:Body>"), action).Record().References.Count.ShouldBe(1);

    [Theory]
    [InlineData("application/soap+xml; action=\"urn:hmis#createNote\"", true)]
    [InlineData("application/soap+xml; charset=utf-8; action=\"urn:hmis#createNote\"", true)]
    [InlineData("application/soap+xml; action=\"urn:hmis#addService\"", false)]
    public void The_action_of_version_1_2_stands_in_the_content_type(string contentType, bool isRead)
    {
        PayloadReading reading = Send(Envelope($"<s:Body>{Create.Replace('~', '1')}</s:Body>", Soap12), contentType: contentType);

        (reading is PayloadReading.Readable).ShouldBe(isRead);
    }

    [Theory]
    [InlineData("text/xml; action=\"urn:hmis#createNote\"")]
    [InlineData("application/soap+xml; action=\"a\"; action=\"b\"")]
    [InlineData("application/soap+xml; action=a")]
    [InlineData("application/soap+xml; charset=utf-16")]
    [InlineData("application/soap+xml;")]
    [InlineData("multipart/related; type=\"application/xop+xml\"")]
    [InlineData("application/xop+xml")]
    public void Another_content_type_is_not_covered(string contentType) =>
        s_profile.Classify("POST", The.Target("/services/hmis"), contentType, hasBody: true).ShouldBeOfType<RouteClassification.Unclassified>();

    [Fact]
    public void The_version_is_that_of_the_content_type()
    {
        Send(Envelope($"<s:Body>{Create.Replace('~', '1')}</s:Body>", Soap12)).Reason().ShouldBe(UnreadableReason.AmbiguousSoap);
        Send(Envelope($"<s:Body>{Create.Replace('~', '1')}</s:Body>"), contentType: "application/soap+xml").Reason().ShouldBe(UnreadableReason.AmbiguousSoap);
    }

    [Fact]
    public void An_operation_without_a_rule_is_not_covered() =>
        Send(Envelope("<s:Body><mergeClients><personalId>1001</personalId></mergeClients></s:Body>")).ShouldBeOfType<PayloadReading.NotCovered>();

    [Fact]
    public void An_operation_is_of_its_kind()
    {
        PayloadReading reading = Send(Envelope("<s:Body><createNote xmlns=\"urn:hmis\"><personalId>1001</personalId><private>true</private></createNote></s:Body>"));

        reading.ShouldBeOfType<PayloadReading.Readable>().Operation.ShouldBe(Operation.Create);
        (reading.Record().Kind, reading.Record().IsLocked, reading.Record().Pointer).ShouldBe((RecordKind.Note, true, "/createNote"));
        Send(Envelope("<s:Body><login><user>u</user></login></s:Body>")).ShouldBeOfType<PayloadReading.Readable>().Operation.ShouldBe(Operation.Auth);
    }

    [Theory]
    [InlineData("<s:Header><x:ctx xmlns:x=\"urn:x\">219-09-9999</x:ctx></s:Header><s:Body><addService/></s:Body>")]
    [InlineData("<s:Body xmlns:w=\"urn:w\" w:Id=\"219-09-9999\"><addService/></s:Body>")]
    [InlineData("<s:Body><addService note=\"219-09-9999\"/></s:Body>")]
    public void Whom_any_part_mentions_is_found(string inner) =>
        new Sweep().Identity(ssn: "219-09-9999").InRequest(s_profile, "POST", "/services/hmis", Envelope(inner)).ShouldBe(MentionKind.Identifier);

    private static string Envelope(string inner, string version = Soap11) => $"<s:Envelope xmlns:s=\"{version}\">{inner}</s:Envelope>";

    private static PayloadReading Send(string xml, string action = "", string contentType = "text/xml") =>
        Read.Request(s_profile, "POST", "/services/hmis", xml, ("SOAPAction", action), ("Content-Type", contentType));

    private static IEnumerable<string> References(string xml, string contentType = "text/xml") =>
        Send(xml, contentType: contentType).Records().SelectMany(static record => record.References).Select(static reference => reference.Value);
}
