using System.Text;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Profiles;

namespace HmisGateway.Policy.Tests.Payloads;

/// <summary>Ways to name a client in XML so that a careless reader overlooks it. Each is found, or the document is refused.</summary>
public sealed class XmlHidingTests
{
    private static readonly VendorProfile s_profile = The.Profile("""
        { "name": "note", "method": "POST", "path": "/notes", "body": "xml", "operation": "create", "kind": "note",
          "select": [{ "json": "/**/personalId", "scheme": "vendor" }, { "json": "/note/members/member/*/id", "scheme": "vendor" }, { "json": "/note@client", "scheme": "vendor" }],
          "identity": { "firstName": "/note/first", "lastName": "/note/last" }, "lock": [{ "json": "/note/private", "values": ["true"] }] }
        """);

    [Theory]
    [InlineData("<note><personalId>100~</personalId></note>")]
    [InlineData("<?xml version=\"1.0\"?><note><personalId>100~</personalId></note>")]
    [InlineData("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<note>\n <personalId>100~</personalId>\n</note>\n")]
    [InlineData("\uFEFF<note><personalId>100~</personalId></note>")]
    [InlineData("<note><personalId>1<!-- x -->00~</personalId></note>")]
    [InlineData("<note><personalId><![CDATA[100~]]></personalId></note>")]
    [InlineData("<note><personalId>1<![CDATA[0]]>0<![CDATA[~]]></personalId></note>")]
    [InlineData("<note><personalId>&#49;00~</personalId></note>")]
    [InlineData("<note><personalId>&#x31;0&#x30;~</personalId></note>")]
    [InlineData("<note><PersonalID>100~</PersonalID></note>")]
    [InlineData("<note><x><y><personalId>100~</personalId></y></x></note>")]
    [InlineData("<n:note xmlns:n=\"urn:a\"><n:personalId>100~</n:personalId></n:note>")]
    [InlineData("<note xmlns=\"urn:a\"><personalId xmlns=\"urn:b\">100~</personalId></note>")]
    [InlineData("<note><personalId type=\"x\">100~</personalId></note>")]
    [InlineData("<note client=\"100~\"><a>x</a></note>")]
    [InlineData("<note client=\"&#49;00~\"/>")]
    [InlineData("<note><members><member><id>100~</id></member></members></note>")]
    [InlineData("<note><members><member><id>1001</id></member><member><id>100~</id></member></members></note>")]
    [InlineData("<note><a><personalId>1001</personalId></a><a><personalId>100~</personalId></a></note>")]
    public void A_client_is_found_however_the_element_is_written(string xml)
    {
        Read.Request(s_profile, "POST", "/notes", xml.Replace('~', '3')).Record().References.ShouldContain(static reference => reference.Value == "1003");
        Read.Request(s_profile, "POST", "/notes", xml.Replace('~', '7')).Record().References.ShouldContain(static reference => reference.Value == "1007");
    }

    [Theory]
    [InlineData("<note><personalId>1001</personalId>")]
    [InlineData("<note><personalId>1001</personalId></note><note/>")]
    [InlineData("<note><personalId>1001</personalId></note>x")]
    [InlineData("<!DOCTYPE note [<!ENTITY i \"1003\">]><note><personalId>&i;</personalId></note>")]
    [InlineData("<!DOCTYPE note SYSTEM \"http://127.0.0.1/x\"><note><personalId>1001</personalId></note>")]
    [InlineData("<!DOCTYPE note><note><personalId>1001</personalId></note>")]
    [InlineData("<note><personalId>&i;</personalId></note>")]
    [InlineData("<?xml version=\"1.1\"?><note><personalId>1001</personalId></note>")]
    [InlineData("<?xml version=\"1.0\" encoding=\"utf-16\"?><note><personalId>1001</personalId></note>")]
    [InlineData("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><note><personalId>1001</personalId></note>")]
    [InlineData("<?x y?><note><personalId>1001</personalId></note>")]
    [InlineData("<note><?x y?><personalId>1001</personalId></note>")]
    [InlineData("<note><personalId>1001</personalId><personalId>1003</personalId></note>")]
    [InlineData("<note><personalId>1001</personalId><PersonalId>1003</PersonalId></note>")]
    [InlineData("<note xmlns:a=\"urn:a\"><personalId>1001</personalId><a:personalId>1003</a:personalId></note>")]
    [InlineData("<note><personalId><v>1003</v></personalId></note>")]
    [InlineData("<note><personalId> 1003 </personalId></note>")]
    [InlineData("<note><personalId>1001</personalId>1003</note>")]
    [InlineData("<note client=\"1001\" Client=\"1003\"/>")]
    [InlineData("<note client=\"1001\" client=\"1003\"/>")]
    [InlineData("<note xmlns:a=\"urn:a\" client=\"1001\" a:client=\"1003\"/>")]
    [InlineData("<note><personalId href=\"#r\"/><r id=\"r\">1003</r></note>")]
    [InlineData("<note xmlns:xi=\"http://www.w3.org/2001/XInclude\"><xi:include href=\"a.xml\"/></note>")]
    [InlineData("<note><personalId>1001</personalId><f><x:Include xmlns:x=\"http://www.w3.org/2004/08/xop/include\" href=\"cid:1\"/></f></note>")]
    [InlineData("<note><e:EncryptedData xmlns:e=\"http://www.w3.org/2001/04/xmlenc#\"/></note>")]
    [InlineData("<note><personalId>10\u000103</personalId></note>")]
    [InlineData("{\"note\":{\"personalId\":\"1003\"}}")]
    public void What_processors_could_read_differently_is_refused(string xml) =>
        Read.Request(s_profile, "POST", "/notes", xml).ShouldBeOfType<PayloadReading.Unreadable>();

    [Fact]
    public void Other_encodings_are_refused_whatever_they_declare()
    {
        const string Xml = "<note><personalId>1003</personalId></note>";
        foreach (Encoding encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32 })
        {
            foreach (byte[] body in new[] { encoding.GetBytes(Xml), [.. encoding.GetPreamble(), .. encoding.GetBytes(Xml)] })
            {
                RequestReader.Read(The.Match(s_profile, "POST", "/notes", contentType: "text/xml"), The.Target("/notes"), static _ => null, body)
                    .ShouldBeOfType<PayloadReading.Unreadable>();
            }
        }
    }

    [Fact]
    public void A_document_has_at_most_as_many_levels_as_JSON()
    {
        string Nested(int levels) => string.Concat(Enumerable.Repeat("<a>", levels)) + "<personalId>1003</personalId>" + string.Concat(Enumerable.Repeat("</a>", levels));

        Read.Request(s_profile, "POST", "/notes", Nested(20)).Record().References.Count.ShouldBe(1);
        Read.Request(s_profile, "POST", "/notes", Nested(40)).ShouldBeOfType<PayloadReading.Unreadable>();
        Read.Request(s_profile, "POST", "/notes", Nested(100_000)).ShouldBeOfType<PayloadReading.Unreadable>();
    }

    [Theory]
    [InlineData("<note><text>saw 219-09-9999</text></note>")]
    [InlineData("<note><!-- 219-09-9999 --><text>x</text></note>")]
    [InlineData("<note><text>219<!-- -->-09-9999</text></note>")]
    [InlineData("<note><text a=\"219-09-9999\">x</text></note>")]
    [InlineData("<note xmlns:a=\"urn:219-09-9999\"><text>x</text></note>")]
    [InlineData("<note><a219-09-9999>x</a219-09-9999></note>")]
    public void Whom_any_part_mentions_is_found(string xml) =>
        new Sweep().Identity(ssn: "219-09-9999").InRequest(s_profile, "POST", "/notes", xml).ShouldBe(MentionKind.Identifier);

    [Fact]
    public void Identity_and_lock_are_found()
    {
        PayloadRecord record = Read.Request(
            s_profile, "POST", "/notes", "<note><first>Ada</first><last>Quill</last><private>true</private><personalId>1001</personalId></note>").Record();

        record.IsLocked.ShouldBeTrue();
        record.Identity!.FullName.ShouldNotBeNull();
    }
}
