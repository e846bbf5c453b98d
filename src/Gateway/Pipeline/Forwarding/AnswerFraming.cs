using System.Net.Http.Headers;

namespace HmisGateway.Pipeline.Forwarding;

/// <summary>Whether it is certain where a vendor's answer ends. Where it is not, nobody knows what the vendor did.</summary>
internal static class AnswerFraming
{
    private const int MaxLengthDigits = 18;

    /// <summary>True when the answer has one plain length, or is in chunks and has none, or ends with the connection.</summary>
    public static bool IsPlain(HttpResponseMessage answer)
    {
        bool hasLength = answer.Content.Headers.NonValidated.TryGetValues("Content-Length", out HeaderStringValues length);
        return answer.Headers.NonValidated.TryGetValues("Transfer-Encoding", out HeaderStringValues coding)
            ? !hasLength && coding.Count == 1 && coding.ToString().Equals("chunked", StringComparison.OrdinalIgnoreCase)
            : !hasLength || (length.Count == 1 && IsLength(length.ToString()));
    }

    private static bool IsLength(string text) => text.Length is >= 1 and <= MaxLengthDigits && !text.AsSpan().ContainsAnyExceptInRange('0', '9');
}
