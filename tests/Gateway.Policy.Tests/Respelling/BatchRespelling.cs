using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace HmisGateway.Policy.Tests.Respelling;

/// <summary>Writes a batch of requests otherwise, with the same requests.</summary>
internal static class BatchRespelling
{
    /// <summary>Writes requests as a batch, in parts or, where all bodies are JSON, also as JSON.</summary>
    /// <param name="requests">Method and request of each.</param>
    /// <param name="dice">What is chosen.</param>
    internal static (string ContentType, byte[] Body) Write(IReadOnlyList<(string Method, Spelled Request)> requests, Dice dice)
    {
        bool canBeJson = requests.All(static one => one.Request.Body.Length == 0 || one.Request.ContentType == "application/json");
        return canBeJson && dice.OneIn(2) ? ("application/json", AsJson(requests, dice)) : AsParts(requests, dice);
    }

    private static byte[] AsJson(IReadOnlyList<(string Method, Spelled Request)> requests, Dice dice)
    {
        IEnumerable<string> all = requests.Select((one, i) =>
        {
            List<string> members =
            [
                $"{JsonRespelling.Quote("id", dice)}:\"zq{i}\"",
                $"{JsonRespelling.Quote("method", dice)}:{JsonRespelling.Quote(one.Method, dice)}",
                $"{JsonRespelling.Quote("url", dice)}:{JsonRespelling.Quote(one.Request.Target, dice)}",
            ];
            if (one.Request.Body.Length > 0)
            {
                members.Add($"{JsonRespelling.Quote("body", dice)}:{Encoding.UTF8.GetString(one.Request.Body)}");
            }

            JsonObject headers = [];
            foreach ((string name, string value) in one.Request.Headers)
            {
                headers[name] = value;
            }

            members.Add($"\"headers\":{headers.ToJsonString()}");
            return $"{{{string.Join(",", dice.Shuffle(members))}}}";
        });
        return Encoding.UTF8.GetBytes($"{{{dice.Blank()}\"requests\":[{string.Join(dice.Blank() + ",", all)}]}}");
    }

    private static (string ContentType, byte[] Body) AsParts(IReadOnlyList<(string Method, Spelled Request)> requests, Dice dice)
    {
        List<byte> body = [];
        foreach ((string method, Spelled request) in requests)
        {
            List<string> headers = [.. request.Headers.Select(header => $"{dice.Case(header.Name)}: {header.Value}\r\n")];
            if (request.Body.Length > 0)
            {
                headers.Add($"{dice.Case("Content-Type")}:{dice.Of("", " ")}{request.ContentType}\r\n");
                headers.Add(dice.OneIn(2) ? string.Create(CultureInfo.InvariantCulture, $"Content-Length: {request.Body.Length}\r\n") : "");
            }

            string part = $"{dice.Case("Content-Type")}: application/http{dice.Of("", "; msgtype=request")}\r\n{dice.Of("", "Content-Transfer-Encoding: binary\r\n")}";
            body.AddRange(Encoding.UTF8.GetBytes($"--zq\r\n{part}\r\n{method} {request.Target}{dice.Of("", " HTTP/1.1")}\r\n{string.Concat(dice.Shuffle(headers))}\r\n"));
            body.AddRange(request.Body);
            body.AddRange("\r\n"u8);
        }

        body.AddRange(Encoding.UTF8.GetBytes($"--zq--{dice.Of("", "\r\n")}"));
        return (dice.Of("multipart/mixed; boundary=zq", "Multipart/Mixed;boundary=\"zq\""), [.. body]);
    }
}
