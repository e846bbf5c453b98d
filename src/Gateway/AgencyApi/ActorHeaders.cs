using HmisGateway.Agencies;
using HmisGateway.Pipeline.Answers;
using Microsoft.Extensions.Primitives;

namespace HmisGateway.AgencyApi;

/// <summary>Reads who acts and why from the request's headers.</summary>
internal static class ActorHeaders
{
    private const string ActorName = "Hmis-Gateway-Actor";
    private const string ReasonName = "Hmis-Gateway-Reason";
    private const string NoteName = "Hmis-Gateway-Note";

    /// <summary>Reads the headers.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isRequired">Whether actor and reason must be stated.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static Actor Read(HttpRequest request, bool isRequired, List<ProblemError> errors)
    {
        string? name = ReadText(request, ActorName, Actor.MaxNameLength, errors);
        string? note = ReadText(request, NoteName, Actor.MaxNoteLength, errors);
        StringValues stated = request.Headers[ReasonName];
        ActorReason? reason = stated.Count == 1 ? ActorReasonWords.Parse(stated[0]) : null;
        if (reason is null && (isRequired || stated.Count > 0))
        {
            errors.Add(new ProblemError(ReasonName, $"Write one of {ActorReasonWords.All}."));
        }

        if (name is null && isRequired && request.Headers[ActorName].Count == 0)
        {
            errors.Add(new ProblemError(ActorName, "Say who asks, as your system names them."));
        }

        return new Actor(name, reason, note);
    }

    private static string? ReadText(HttpRequest request, string header, int maxLength, List<ProblemError> errors)
    {
        StringValues stated = request.Headers[header];
        if (stated.Count == 0)
        {
            return null;
        }

        if (stated.Count == 1 && stated[0] is { } text && !string.IsNullOrWhiteSpace(text) && text.Length <= maxLength)
        {
            return text.Trim();
        }

        errors.Add(new ProblemError(header, $"Write it once, 1 to {maxLength} characters."));
        return null;
    }
}
