// A new named value must break the build here (CS8509); unnamed values (CS8524) do not occur and would throw.
#pragma warning disable CS8524
namespace HmisGateway.Pipeline.Answers;

/// <summary>What people are told, in English.</summary>
internal static class EnglishTexts
{
    private const string NotSent = "We did not send this to HMIS.";
    private const string Serve = "You can keep serving this client.";
    private const string Kept = "What you typed is saved safely in your agency's offline records (reference {reference}).";
    private const string NothingToKeep = "There was nothing to save.";

    /// <summary>The texts of a code.</summary>
    public static ProblemText Of(ProblemCode code) => code switch
    {
        ProblemCode.VictimServiceProvider => Divert(
            "Your agency keeps client data out of HMIS",
            "Your agency is a victim service provider. The law asks such agencies to keep client data out of HMIS.",
            "Enter this in your own database for survivors.",
            "The gateway knows this agency as a victim-service provider. It forwards none of its requests, reads included. Point the software at the agency's own database instead."),
        ProblemCode.RouteUnclassified => Divert(
            "This kind of request is not known",
            "The gateway does not know this kind of request, so it could not check whose data is in it.",
            "Give the reference to the people who run your software.",
            "No rule of the vendor's profile covers this method, path and content type. Send the receipt to the people who run the gateway: they can add a rule, and the item can then be sent again."),
        ProblemCode.PayloadUnreadable => Divert(
            "This entry could not be read",
            "We could not read this entry in one clear way, so we could not check whose data is in it.",
            "Give the reference to the people who run your software.",
            "The request is malformed or two programs could read it in different ways: broken JSON, a name used twice, an unusual path, header, encoding or content type, or too many records. Correct it and send it again."),
        ProblemCode.NoSharing => Divert(
            "This client chose No Sharing",
            "This client chose No Sharing on their Release of Information, so nothing about them may be entered in HMIS. A locked record is not allowed either.",
            "Check the entry date and the services in your offline records.",
            "Do not send it again. The member records names each record about such a client; the rest of a batch can be sent without them. When lockedAttempt is true, the software tried to make a locked or private record, which No Sharing rules out too."),
        ProblemCode.MentionsProtectedClient => Divert(
            "This entry names another client who chose No Sharing",
            "This entry holds a name or a number of another client who chose No Sharing.",
            "Take out what it says about the other person and save it again.",
            "An identifier of a No Sharing client stands somewhere in the request, often in a note or a household list. Show the message to the case worker; only a person can reword it."),
        ProblemCode.ClientUnidentified => Divert(
            "The client is not named",
            "This entry does not say which client it is about.",
            "Choose the client in your software and save it again.",
            "No client id was found in the path, the body or the header Hmis-Gateway-Client. Add that header with the agency's own client id where the vendor's API has no field for it."),
        ProblemCode.ConsentNotConfirmed => Divert(
            "Consent is not confirmed",
            "We could not confirm a consent form for this client.",
            "Complete a consent form with the client today and record it.",
            "Record the Release of Information with PUT /_gateway/v1/clients/{clientId}/roi, then send the request again. The answer is the same for every cause, so that it tells nothing about a client's dealings elsewhere."),
        ProblemCode.BadFraming => Other(
            "The request could not be taken in",
            "Your software sent this in a way that we could not take in. Nothing was sent or saved.",
            "Please keep what you typed, and tell the people who run your software.",
            "Two programs on the way could see its start, its end or its host in different places, so the gateway closed the connection and kept nothing. The member detail says which rule of docs/reference/strict-http.md it broke. Look at proxies and load balancers between the software and the gateway."),
        ProblemCode.Unauthenticated => Other(
            "The software is not known here",
            "Your software did not show a key that we know, so nothing was sent or saved.",
            "Please keep what you typed, and tell the people who run your software.",
            "Send the header Hmis-Gateway-Key with the agency's key. If several proofs are sent (key, client certificate, vendor credential), all must name the same agency."),
        ProblemCode.NotFound => Other(
            "There is nothing here",
            "We could not find what was asked for. Nothing was changed.",
            "Check the number and try again.",
            "The path, client id or receipt does not exist for this agency. Another agency's ids answer in the same way."),
        ProblemCode.Invalid => Other(
            "This cannot be used as it is",
            "We could not use this form as it is. Nothing was saved.",
            "Check the marked fields and send it again.",
            "The members detail and errors say what is wrong and where."),
        ProblemCode.IdempotencyKeyReused => Other(
            "This was mixed up with another entry",
            "Your software marked this as a copy of another entry, but it is not the same. Nothing was sent or saved.",
            "Please keep what you typed, and tell the people who run your software.",
            "The Idempotency-Key came with another request in the last 24 hours: another method, path, content type, client or body. Use a new key for each new request, and the same key only to send the same bytes again."),
        ProblemCode.TooManyRequests => Other(
            "Too many at once",
            "Your software sent too much at once. Nothing was sent to HMIS and nothing was saved here.",
            "Please keep what you typed and try again in a minute.",
            "The agency is over its limits (settings Limits:RequestsPerSecond and Limits:ConcurrentRequests). The request was not looked at: the sender still has the only copy. Send it again after the time in Retry-After."),
        ProblemCode.Conflict => Other(
            "Something is on file already",
            "Something that is on file does not fit with this. Nothing was saved.",
            "Look at what is on file, then decide what is right.",
            "The member detail says what stands against the call. Sending it again without a change gets the same answer."),
        ProblemCode.PayloadTooLarge => Other(
            "This is too large",
            "This is too large for us to take. Nothing was sent or saved.",
            "Please keep it, and send a smaller file or fewer records at once.",
            "The body is over the limit of the gateway (setting Gateway:MaxRequestBodyBytes). It was not kept: the sender still has the only copy."),
        ProblemCode.VendorUnavailable => Other(
            "HMIS cannot be reached",
            "HMIS cannot be reached right now. Nothing was sent or saved.",
            "Please keep what you typed and try again in a few minutes.",
            "No connection to the vendor could be made, or too many calls failed and the gateway waits. Send the request again after the time in Retry-After."),
        ProblemCode.VendorNoAnswer => Other(
            "HMIS did not answer",
            "We asked HMIS, but no full answer came back. Nothing was changed.",
            "Please try again in a few minutes.",
            "A read or a search was sent, and the vendor's answer broke off or did not come in time. It changed nothing, so it can be sent again."),
        ProblemCode.OutcomeUnknown => new(
            "It is not known if this arrived",
            "We sent this to HMIS, but no full answer came back. It may or may not be there.",
            "Look in HMIS, then ask your lead to mark it as arrived or not arrived. Please do not send it again.",
            "The vendor's answer broke off or did not come in time. The gateway never sends a write twice. The same request gets this answer until a person settles the item as arrived or not arrived.",
            kept: $"We sent this to HMIS, but no full answer came back. It may or may not be there. Please do not send it again. {Kept} Next: look in HMIS, then ask your lead to mark it as arrived or not arrived.",
            notKept: "We sent this to HMIS, but no full answer came back. It may or may not be there."),
        ProblemCode.NotPreserved => Other(
            "Nothing was sent or saved",
            "We could not check or save this right now, so nothing was sent to HMIS and nothing was saved here.",
            "Please keep what you typed and try again in a few minutes.",
            "The gateway's registry, queue or ledger cannot be used, so it forwards nothing. The sender still has the only copy: keep it and send it again after the time in Retry-After."),
    };

    private static ProblemText Divert(string heading, string meaning, string nextStep, string integrator) => new(
        heading,
        meaning,
        $"{Serve} {nextStep}",
        integrator,
        kept: $"{NotSent} {meaning} {Serve} {Kept} Next: {Lower(nextStep)}",
        notKept: $"{NotSent} {meaning} {Serve} {NothingToKeep}");

    private static ProblemText Other(string heading, string meaning, string nextStep, string integrator) =>
        new(heading, meaning, nextStep, integrator, kept: null, notKept: $"{meaning} {nextStep}");

    private static string Lower(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..];
}
