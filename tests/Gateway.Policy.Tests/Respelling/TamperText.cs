using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace HmisGateway.Policy.Tests.Respelling;

/// <summary>What each format has of its own to hide a client with.</summary>
internal static class TamperText
{
    internal static string Json(string none, string full, Dice dice)
    {
        switch (dice.Below(8))
        {
            case 0:
                return dice.Of($"{{\"data\":{none}}}", $"[{none}]", $"{{\"zq\":{{\"zq\":{none}}}}}", $"{{\"zq\":[{none},{full}]}}");
            case 1:
                return $"[{string.Join(",", dice.Shuffle([none, full]))}]";
            case 2:
                return JsonRespelling.Quote(none, dice);
            case 3:
                return $"{{\"zq\":{JsonRespelling.Quote(none, dice)},{full.AsSpan(full.IndexOf('{', StringComparison.Ordinal) + 1)}";
            case 4:
                return none.Replace("\"310000001003\"", dice.Of("[\"310000001003\"]", "{\"id\":\"310000001003\"}", "\" 310000001003\"", "\"310000001003 \"", "\"310000001003\\u0000\"", "310000001003.0", "3.10000001003e11", "\"310000001003,310000001001\"", "\"\\uff1310000001003\""), StringComparison.Ordinal);
            default:
                JsonNode changed = JsonNode.Parse(none)!;
                return Twice(changed, JsonNode.Parse(full)!, dice);
        }
    }

    internal static string GraphQL(string none, string full, Dice dice)
    {
        string envelope = GraphQLRespelling.Envelope([none], dice);
        return dice.Below(7) switch
        {
            0 => $"[{string.Join(",", dice.Shuffle([envelope, GraphQLRespelling.Envelope([full], dice)]))}]",
            1 => GraphQLRespelling.Envelope(dice.Shuffle([none, full]), dice, asOperations: true),
            2 => GraphQLRespelling.Envelope(dice.Shuffle([none, full]), dice),
            3 => envelope.Replace("{\"query\":", dice.Of("{\"extensions\":{\"persistedQuery\":{}},\"query\":", "{\"id\":\"1\",\"query\":", "{\"query\":\"mutation{__typename}\",\"query\":", "{\"Query\":\"{__typename}\",\"query\":"), StringComparison.Ordinal),
            4 => envelope.Replace("@include(if: true)", "@include(if: false)", StringComparison.Ordinal).Replace("@skip(if: false)", dice.Of("@skip(if: true)", "@zq"), StringComparison.Ordinal),
            5 => Default(none, full, dice),
            _ => Json(none, full, dice),
        };
    }

    internal static string Form(string none, string full, Dice dice)
    {
        string[] fields = none.Split('&');
        string[] others = full.Split('&');
        int at = dice.Below(fields.Length);
        return dice.Below(7) switch
        {
            0 => string.Join('&', dice.Shuffle([none, full])),
            1 => string.Join(dice.Of(";", "&amp;", "&&", "\r\n", "&;"), dice.Shuffle([none, full])),
            2 => none + "&" + dice.Case(others[at]),
            3 => none + "&" + others[at].Replace("=", dice.Of("[]=", "[0]=", "%00=", "+=", "%20=", ".=", "%5B%5D="), StringComparison.Ordinal),
            4 => none.Replace("=", dice.Of("[]=", "[id]=", "%3D", "=%20"), StringComparison.Ordinal),
            5 => "_charset_=utf-7&" + none,
            _ => string.Join('&', dice.Shuffle([.. fields, FormRespelling.Escape(others[at].Split('=')[0], dice) + "=" + others[at].Split('=')[1]])),
        };
    }

    internal static string Xml(string none, string full, Dice dice)
    {
        switch (dice.Below(8))
        {
            case 0:
                return dice.Of($"<zq>{none}</zq>", $"<zq>{none}{full}</zq>", $"<zq>{full}{none}</zq>", none + full, $"<zq><![CDATA[{none}]]></zq>");
            case 1:
                return $"<!DOCTYPE a [<!ENTITY i \"310000001003\">]>{none.Replace("310000001003", dice.Of("&i;", "310000001003"), StringComparison.Ordinal)}<!-- 310000001003 -->";
            case 2:
                return dice.Of("<?zq 310000001001?>", "<?xml version=\"1.1\"?>", "<?xml version=\"1.0\" encoding=\"utf-16\"?>", "<?xml version=\"1.0\" encoding=\"windows-1252\"?>") + none;
            case 3:
                return none.Replace("310000001003", dice.Of("310000001003<!-- 310000001001", "310000001003<zq/>", "<zq>310000001003</zq>", "<?zq?>310000001003", " 310000001003 ", "&#51;10000001003&#0;", "310000001001<zq>310000001003</zq>"), StringComparison.Ordinal);
            case 4:
                return Moved(none, full);
            default:
                var changed = XElement.Parse(none);
                var other = XElement.Parse(full);
                XElement[] all = [.. changed.DescendantsAndSelf()];
                int at = dice.Below(all.Length);
                XElement twin = new(other.DescendantsAndSelf().ElementAt(at)) { Name = dice.Of(all[at].Name, "{urn:zq}" + all[at].Name.LocalName, dice.Case(all[at].Name.LocalName)) };
                twin.Attributes().Where(static one => one.IsNamespaceDeclaration).Remove();
                if (all[at].Parent is null)
                {
                    all[at].Add(twin);
                }
                else if (dice.OneIn(2))
                {
                    all[at].AddBeforeSelf(twin);
                }
                else
                {
                    all[at].AddAfterSelf(twin);
                }

                return changed.ToString();
        }
    }

    internal static string Multipart(string none, string full, Dice dice)
    {
        string[] parts = [.. MultipartRespelling.Parts(none)];
        string[] others = [.. MultipartRespelling.Parts(full)];
        string other = others[dice.Below(others.Length)];
        string Join(IEnumerable<string> all) => string.Concat(all.Select(static part => $"--b\r\n{part}\r\n")) + "--b--\r\n";
        return dice.Below(9) switch
        {
            0 => Join(dice.Shuffle([.. parts, other])),
            1 => other + "\r\n" + none,
            2 => none + other + "\r\n--b--\r\n",
            3 => none.Replace("\r\n", "\n", StringComparison.Ordinal),
            4 => none.Replace("--b\r\n", dice.Of("--b \r\n", "--bb\r\n", "--b\n", "--b--\r\n", " --b\r\n"), StringComparison.Ordinal),
            5 => none.Replace("; name=\"", dice.Of("; name=\"zq\"; name=\"", "; name*=utf-8''zq; name=\"", "; filename=\"a\"; name=\"", "; name=zq\r\nContent-Disposition: form-data; name=\""), StringComparison.Ordinal),
            6 => none.Replace("\r\n\r\n", dice.Of("\r\nContent-Transfer-Encoding: base64\r\n\r\n", "\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", "\r\nContent-Type: text/plain; charset=utf-7\r\n\r\n", "\n\n", "\r\n \r\n"), StringComparison.Ordinal),
            7 => none.Replace("--b--", dice.Of("", "--b", "--b-", "--b\r\n"), StringComparison.Ordinal),
            _ => Join([$"Content-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n{string.Join("\r\n--c\r\n", parts)}\r\n--c--", .. others]),
        };
    }

    internal static string Patch(JsonArray none, JsonArray full, Dice dice)
    {
        JsonNode[] all = [.. none.Select(static one => one!.DeepClone())];
        JsonNode other = full[dice.Below(full.Count)]!.DeepClone();
        switch (dice.Below(5))
        {
            case 0:
                return new JsonArray(dice.Shuffle([.. all, other])).ToJsonString();
            case 1:
                other["path"] = dice.Case(other["path"]!.GetValue<string>());
                return new JsonArray(dice.Shuffle([.. all, other])).ToJsonString();
            case 2:
                foreach (JsonNode one in all)
                {
                    one["op"] = dice.Of("add", "test", "Replace", "move", "copy", "zq", "remove");
                }

                return new JsonArray(all).ToJsonString();
            case 3:
                all[0]["from"] = "/zq";
                return new JsonArray(all).ToJsonString();
            default:
                return Json(none.ToJsonString(), full.ToJsonString(), dice);
        }
    }

    /// <summary>One member of some object stands twice: with the Full client's value too, in the same name or one that is compared alike.</summary>
    private static string Twice(JsonNode none, JsonNode full, Dice dice)
    {
        List<(JsonObject Object, string Name, JsonNode? Other)> members = [];
        Collect(none, full, members);
        if (members.Count == 0)
        {
            return none.ToJsonString();
        }

        (JsonObject parent, string name, JsonNode? other) = members[dice.Below(members.Count)];
        string twin = dice.Below(4) switch
        {
            0 => name.ToUpperInvariant(),
            1 => name.Replace('s', '\u017F').Replace('k', '\u212A'),
            2 => name + dice.Of("\u200B", "\uFEFF", "\u00AD"),
            _ => name,
        };

        // An object holds a name once, so a mark stands for the second.
        parent["zqTwin"] = other?.DeepClone();
        if (dice.OneIn(2))
        {
            KeyValuePair<string, JsonNode?>[] all = [.. parent.Where(static member => member.Key != "zqTwin").Select(static member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))];
            foreach ((string key, JsonNode? value) in all)
            {
                parent.Remove(key);
                parent[key] = value;
            }
        }

        return none.ToJsonString().Replace("\"zqTwin\"", JsonRespelling.Quote(twin, dice), StringComparison.Ordinal);
    }

    private static void Collect(JsonNode? none, JsonNode? full, List<(JsonObject Object, string Name, JsonNode? Other)> members)
    {
        switch (none)
        {
            case JsonObject parent:
                foreach ((string name, JsonNode? value) in parent.ToList())
                {
                    members.Add((parent, name, full![name]));
                    Collect(value, full[name], members);
                }

                break;
            case JsonArray list:
                for (int i = 0; i < list.Count; i++)
                {
                    Collect(list[i], full![i], members);
                }

                break;
            default:
                break;
        }
    }

    /// <summary>A variable that is given for the Full client and has the No Sharing client as its default, or stands as null.</summary>
    private static string Default(string none, string full, Dice dice)
    {
        JsonObject request = JsonNode.Parse(none)!.AsObject();
        JsonObject variables = request["variables"]!.AsObject();
        string query = request["query"]!.GetValue<string>();
        foreach ((string name, JsonNode? value) in variables.ToList())
        {
            if (value is JsonValue text && text.GetValue<string>() == "310000001003")
            {
                query = query.Replace($"${name}: Any", $"${name}: Any = {dice.Of("310000001003", "\"310000001003\"", "\"\\u003310000001003\"", "[310000001003]")}", StringComparison.Ordinal);
                variables[name] = dice.OneIn(2) ? "310000001001" : null;
            }
        }

        request["query"] = query;
        return request.ToJsonString();
    }

    /// <summary>The id stands in a comment and in an attribute of a document about the Full client.</summary>
    private static string Moved(string none, string full) => full.Insert(full.IndexOf('>', StringComparison.Ordinal), " zq=\"310000001003\"") + (none.Contains("310000001003", StringComparison.Ordinal) ? "<!-- 310000001003 -->" : "");
}
