using System.Text;
using System.Text.Json.Nodes;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Profiles;

namespace HmisGateway.Policy.Tests.Respelling;

/// <summary>
/// Writes a request about a No Sharing client so that some readers might find only a Full client in it: members and fields twice, wrapped, split, moved,
/// bytes before and behind, other encodings, flipped bits. The id of the No Sharing client stays somewhere in it.
/// </summary>
internal static class Tamper
{
    private static readonly string[] s_ids = ["310000001003", "none-1"];

    /// <summary>Writes the request of a rule.</summary>
    internal static Spelled Request(RuleCase one, Dice dice)
    {
        Spelled none = Plain(one, hasNone: true);
        Spelled full = Plain(one, hasNone: false);
        return dice.Below(6) switch
        {
            0 => Flip(none, dice),
            1 => none with { Body = Reencode(none.Body, dice) },
            2 => none with { Body = Around(none.Body, dice) },
            3 => none with { Target = Target(none.Target, dice) },
            4 when one.Place.Source != SelectorSource.Json && one.Route.Body is not (BodyFormat.OdataBatch or BodyFormat.FhirBundle) => none with { Body = full.Body, Target = Target(none.Target, dice) },
            _ => Format(one, none, full, dice),
        };
    }

    private static Spelled Plain(RuleCase one, bool hasNone)
    {
        RuleRequest request = one.Request(hasNone);
        return new Spelled(request.Target, request.ContentType, Encoding.UTF8.GetBytes(request.Body ?? ""), request.Headers);
    }

    /// <summary>Any byte but those of the ids and beside them: those would make it another client's request.</summary>
    private static Spelled Flip(Spelled none, Dice dice)
    {
        byte[] body = [.. none.Body];
        string text = Encoding.Latin1.GetString(body);
        for (int flips = 1 + dice.Below(3); flips > 0 && body.Length > 0; flips--)
        {
            int at = dice.Below(body.Length);
            bool isNearId = s_ids.Any(id => text.IndexOf(id, Math.Max(0, at - id.Length), StringComparison.Ordinal) is >= 0 and int found && found <= at + 1);
            if (!isNearId)
            {
                body[at] = dice.OneIn(2) ? (byte)(body[at] ^ (1 << dice.Below(8))) : (byte)dice.Below(256);
            }
        }

        return none with { Body = body };
    }

    private static byte[] Reencode(byte[] body, Dice dice)
    {
        string text = Encoding.UTF8.GetString(body);
        return dice.Below(6) switch
        {
            0 => Encoding.Unicode.GetBytes(text),
            1 => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)],
            2 => Encoding.BigEndianUnicode.GetBytes(text),
            3 => [.. Encoding.UTF32.Preamble, .. Encoding.UTF32.GetBytes(text)],
            4 => Encoding.ASCII.GetBytes(Uri.EscapeDataString(text)),
            _ => Encoding.ASCII.GetBytes(Convert.ToBase64String(body)),
        };
    }

    private static byte[] Around(byte[] body, Dice dice)
    {
        string around = dice.Of("\uFEFF", "\0", " ", "\r\n", "{}", "[]", "null", ",", ")]}'", "//", "/**/", "#", "<!---->", "<a/>", "&a=1", "--b--", "\u001E", "\r\n\r\n", "a");
        byte[] bytes = Encoding.UTF8.GetBytes(around);
        return dice.Below(3) switch { 0 => [.. bytes, .. body], 1 => [.. body, .. bytes], _ => body.Length == 0 ? bytes : body[..dice.Below(body.Length)] is var cut && Names(cut) ? cut : [.. body, .. body] };
    }

    private static bool Names(byte[] body) => s_ids.Any(id => body.AsSpan().IndexOf(Encoding.ASCII.GetBytes(id)) >= 0);

    private static string Target(string target, Dice dice)
    {
        int at = dice.Below(target.Length);
        return dice.Below(9) switch
        {
            0 => $"{target[..at]}%{(int)target[at]:x2}{target[(at + 1)..]}",
            1 => target.Insert(target.IndexOf('/', at) is >= 0 and int slash ? slash : 0, dice.Of("/", "/.", "/..", ";a=1", "/%2e", "%2f", "\\")),
            2 => target + dice.Of("/", "//", "/.", "#", "?", "%00", "%20", ".", ";", "&"),
            3 => target + (target.Contains('?', StringComparison.Ordinal) ? "&" : "?") + dice.Of("client=310000001001", "id=310000001001", "_method=GET", "client_id=310000001001", "a[]=1", "zq"),
            4 => dice.Case(target),
            5 => "http://a" + target,
            6 => target[..at] + dice.Of("\u200B", "\uFF0F", "\t", " ", "\u0661") + target[at..],
            _ => target,
        };
    }

    private static Spelled Format(RuleCase one, Spelled none, Spelled full, Dice dice)
    {
        string noneText = Encoding.UTF8.GetString(none.Body);
        string fullText = Encoding.UTF8.GetString(full.Body);
        switch (one.Route.Body)
        {
            case var _ when noneText.Length == 0:
                return none;
            case BodyFormat.GraphQL:
                return none with { Body = Encoding.UTF8.GetBytes(TamperText.GraphQL(noneText, fullText, dice)) };
            case BodyFormat.Form:
                return none with { Body = Encoding.UTF8.GetBytes(TamperText.Form(noneText, fullText, dice)) };
            case BodyFormat.Xml or BodyFormat.Soap:
                return none with { Body = Encoding.UTF8.GetBytes(TamperText.Xml(noneText, fullText, dice)) };
            case BodyFormat.Multipart:
                return none with { Body = Encoding.UTF8.GetBytes(TamperText.Multipart(noneText, fullText, dice)) };
            case BodyFormat.JsonPatch:
                return none with { Body = Encoding.UTF8.GetBytes(TamperText.Patch(JsonNode.Parse(noneText)!.AsArray(), JsonNode.Parse(fullText)!.AsArray(), dice)) };
            case BodyFormat.OdataBatch:
                (string type, byte[] body) = BatchRespelling.Write(dice.Shuffle(BatchOf(one, dice)), dice);
                return none with { ContentType = type, Body = body };
            default:
                return none with { Body = Encoding.UTF8.GetBytes(TamperText.Json(noneText, fullText, dice)) };
        }
    }

    private static IEnumerable<(string Method, Spelled Request)> BatchOf(RuleCase one, Dice dice)
    {
        foreach (bool hasNone in (bool[])[true, false])
        {
            RuleRequest inner = one.Inner(hasNone);
            string text = inner.Body ?? "";
            if (hasNone && text.StartsWith('{') && dice.OneIn(2))
            {
                text = TamperText.Json(text, one.Inner(hasNone: false).Body!, dice);
            }

            yield return (one.Rule.Method, new Spelled(inner.Target, inner.ContentType, Encoding.UTF8.GetBytes(text), inner.Headers));
        }
    }
}
