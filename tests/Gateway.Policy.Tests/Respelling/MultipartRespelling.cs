using System.Globalization;

namespace HmisGateway.Policy.Tests.Respelling;

/// <summary>Writes a multipart form otherwise, with the same fields and files.</summary>
internal static class MultipartRespelling
{
    private const string BoundaryLetters = "abcXYZ0189'()+_,-./:=?";

    /// <summary>Another boundary and order, headers in other case and order, JSON spelled otherwise, fields that nobody knows.</summary>
    internal static (string ContentType, string Body) Respell(string body, Dice dice)
    {
        List<string> parts = [.. Parts(body)];
        while (dice.OneIn(3))
        {
            parts.Add($"Content-Disposition: form-data; name=\"zq{parts.Count}\"\r\n\r\n{dice.Of("", "x", "a\r\nb", "\u00E9", "--", "--b\r\n", "a=b&c")}");
        }

        string boundary = string.Concat(Enumerable.Range(0, 6 + dice.Below(30)).Select(_ => BoundaryLetters[dice.Below(BoundaryLetters.Length)])) + "z";
        string type = $"{dice.Case("multipart/form-data")};{dice.Of("", " ", "\t")}{dice.Case("boundary")}=\"{boundary}\"";
        return (type, string.Concat(dice.Shuffle(parts).Select(part => $"--{boundary}\r\n{Part(part, dice)}\r\n")) + $"--{boundary}--{dice.Of("", "\r\n")}");
    }

    /// <summary>The parts of a body with the boundary <c>b</c>.</summary>
    internal static IEnumerable<string> Parts(string body) => body.Split("--b\r\n").Skip(1).Select(static part =>
        part.IndexOf("\r\n--b--", StringComparison.Ordinal) is >= 0 and int end ? part[..end] : part[..^2]);

    private static string Part(string part, Dice dice)
    {
        int end = part.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        string content = end < 0 ? "" : part[(end + 4)..];
        List<string> headers = [.. (end < 0 ? part : part[..end]).Split("\r\n").Where(static line => line.Length > 0)];
        if (headers.Count == 1 && dice.OneIn(3))
        {
            headers.Add(dice.Of("Content-Type: text/plain", "Content-Type: text/plain; charset=UTF-8", "Content-Transfer-Encoding: 8bit"));
        }

        string head = string.Concat(dice.Shuffle(headers).Select(line => Header(line, dice) + "\r\n"));
        return string.Create(CultureInfo.InvariantCulture, $"{head}\r\n{(content.StartsWith('{') ? JsonRespelling.Respell(content, dice) : content)}");
    }

    private static string Header(string line, Dice dice)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        return $"{dice.Case(line[..colon])}:{dice.Of("", " ", "  ")}{line[(colon + 1)..].Trim()}";
    }
}
