using System.Buffers;
using System.Text;
using System.Text.Json;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Tests.Profiles;

public sealed class ErrorEnvelopeTests
{
    private static readonly ErrorEnvelopeValues Kept = new("Not \"sent\".", "No enviado.", "Kept", "no_sharing", 403, "r-1", "7K2-M9");

    [Fact]
    public void Placeholders_are_filled_and_everything_else_stays() =>
        Render("""
            { "errors": [{ "message": "{message}", "extensions": { "code": "{code}", "http": "{status}", "retry": false, "n": 1.50, "none": null } }, "fixed"],
              "title": "{title}", "en": "{message.en}", "es": "{message.es}", "note": "receipt {receipt}, {reference}; {status}", "empty": "" }
            """, Kept).ShouldBe(
            """{"errors":[{"message":"Not \u0022sent\u0022. / No enviado.","extensions":{"code":"no_sharing","http":403,"retry":false,"n":1.50,"none":null}},"fixed"],"title":"Kept","en":"Not \u0022sent\u0022.","es":"No enviado.","note":"receipt r-1, 7K2-M9; 403","empty":""}""");

    [Fact]
    public void A_member_or_element_that_is_nothing_but_a_missing_value_is_left_out() =>
        Render("""{ "m": "{message.en}", "receipt": "{receipt}", "list": ["{reference}", "x"], "note": "kept: {receipt}" }""", Kept with { Receipt = null, Reference = null })
            .ShouldBe("""{"m":"Not \u0022sent\u0022.","list":["x"],"note":"kept: "}""");

    [Fact]
    public void A_profile_without_one_has_none() => The.Profile(Rule).ErrorEnvelope.ShouldBeNull();

    [Fact]
    public void The_shipped_profiles_tell_it_where_their_api_tells_errors()
    {
        using JsonDocument clarity = JsonDocument.Parse(Render(The.Clarity, Kept));
        clarity.RootElement.GetProperty("messages").EnumerateObject().ShouldHaveSingleItem().Value.GetString().ShouldBe("Not \"sent\". / No enviado.");
        foreach (VendorProfile profile in The.ShippedProfiles.Where(static profile => profile.ErrorEnvelope is not null))
        {
            string text = Render(profile, Kept);
            text.ShouldContain("No enviado.");
            text.ShouldContain("r-1");
            text.ShouldContain("7K2-M9");
        }
    }

    private const string Rule = """{ "name": "r", "method": "GET", "path": "/**", "operation": "read" }""";

    private static string Render(string body, ErrorEnvelopeValues values) =>
        Render(The.Profile(Rule, $$""", "errorEnvelope": { "body": {{WithReceipt(body)}} }"""), values).Replace(",\"_\":\"r-1\"", "", StringComparison.Ordinal);

    // Every shape needs the receipt somewhere; where a test does not write it, it stands in a member of its own.
    private static string WithReceipt(string body) =>
        body.Contains("{receipt}", StringComparison.Ordinal) ? body : body[..body.LastIndexOf('}')] + ", \"_\": \"{receipt}\" }";

    private static string Render(VendorProfile profile, ErrorEnvelopeValues values)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            profile.ErrorEnvelope.ShouldNotBeNull().Write(json, values);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
