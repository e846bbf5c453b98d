using System.Globalization;
using System.Text.Json;
using HmisGateway.Hosting;

namespace HmisGateway.Consent.Sources;

/// <summary>Reads forms out of <c>Consent</c> resources of FHIR R4. What denies is No Sharing; what permits counts only where it is understood completely.</summary>
/// <remarks>
/// Source: hl7.org/fhir/R4/consent.html. <c>dateTime</c> orders several consents (SDOHCC Consent); a resource with a modifier extension or implicit
/// rules must not be acted upon by who does not know them.
/// </remarks>
internal sealed class FhirConsentReader(ConsentOptions options, RoiCalendar calendar)
{
    /// <summary>Reads an answer.</summary>
    /// <param name="answer">The resources.</param>
    /// <param name="names">How the agency's clients are named.</param>
    /// <param name="asked">For whom was asked.</param>
    /// <exception cref="RoiSourceUnavailableException">A consent cannot be put to a patient who was asked for.</exception>
    public IReadOnlyList<RoiSourceClient> Read(FhirAnswer answer, FhirNames names, IReadOnlyList<RoiSourceQuestion> asked)
    {
        Dictionary<(string, VendorClientId?), List<RoiSubmission>> forms = [];
        HashSet<(string, VendorClientId?)> unclear = [];
        foreach (JsonElement consent in answer.Consents)
        {
            if (FhirElement.Text(FhirElement.Part(consent, "patient"), "reference") is not { } reference || !TryFind(answer, reference, out JsonElement patient))
            {
                throw new RoiSourceUnavailableException("The FHIR server answered a consent without its patient (_include=Consent:patient).");
            }

            List<(string ClientId, VendorClientId? VendorId)> clients = ClientsOf(patient, names, asked);
            if (clients.Count == 0 || !IsOfAgency(consent, answer, names) || !HasCategory(consent))
            {
                throw new RoiSourceUnavailableException("The FHIR server answered a consent for which it was not asked.");
            }

            RoiSubmission? form = FormOf(consent, out bool isClear);
            foreach ((string, VendorClientId?) client in clients)
            {
                List<RoiSubmission> known = forms.TryGetValue(client, out List<RoiSubmission>? already) ? already : forms[client] = [];
                if (form is not null)
                {
                    known.Add(form);
                }

                if (!isClear)
                {
                    unclear.Add(client);
                }
            }
        }

        // What is not understood may narrow what is: then nothing is granted.
        return [.. forms.Select(client => new RoiSourceClient(
            client.Key.Item1, client.Key.Item2, unclear.Contains(client.Key) ? [.. client.Value.Where(static form => form.Choice == "none")] : client.Value))];
    }

    /// <summary>A relative reference, or an absolute one of the same server.</summary>
    private static bool TryFind(FhirAnswer answer, string reference, out JsonElement patient)
    {
        int version = reference.IndexOf("/_history/", StringComparison.Ordinal);
        string unversioned = version < 0 ? reference : reference[..version];
        return answer.Referred.TryGetValue(unversioned, out patient);
    }

    /// <summary>Under which of the ids that were asked for a patient is known: for an HMIS id, with the agency's own id beside it.</summary>
    private static List<(string ClientId, VendorClientId? VendorId)> ClientsOf(JsonElement patient, FhirNames names, IReadOnlyList<RoiSourceQuestion> asked)
    {
        HashSet<(string?, string?)> identifiers = [.. FhirElement.List(patient, "identifier").Select(static one => (FhirElement.Text(one, "system"), FhirElement.Text(one, "value")))];
        string? own = identifiers.Where(one => one.Item1 == names.ClientSystem).Select(static one => one.Item2).Min(StringComparer.Ordinal);
        List<(string, VendorClientId?)> clients = [];
        foreach (RoiSourceQuestion question in asked)
        {
            if (question.ClientId is { } id && identifiers.Contains((names.ClientSystem, id)))
            {
                clients.Add((id, null));
            }
            else if (question.VendorId is { } vendorId && identifiers.Contains((names.SystemOf(vendorId), vendorId.Id)))
            {
                // A patient whom the agency does not know by an id of its own is known by the HMIS id.
                clients.Add((own ?? $"{vendorId.Vendor}.{vendorId.Id}", vendorId));
            }
        }

        return clients;
    }

    private static bool IsOfAgency(JsonElement consent, FhirAnswer answer, FhirNames names) =>
        names.OrganizationSystem is not { } system
        || FhirElement.List(consent, "organization").Any(organization =>
            FhirElement.Text(organization, "reference") is { } reference
            && TryFind(answer, reference, out JsonElement resource)
            && FhirElement.List(resource, "identifier").Any(identifier =>
                FhirElement.Text(identifier, "system") == system && FhirElement.Text(identifier, "value") == names.AgencyId));

    private bool HasCategory(JsonElement consent)
    {
        if (options.Fhir.Category is not { Length: > 0 } token)
        {
            return true;
        }

        int bar = token.IndexOf('|', StringComparison.Ordinal);
        return CodingsOf(consent, "category").Any(coding =>
            FhirElement.Text(coding, "system") == token[..bar] && FhirElement.Text(coding, "code") == token[(bar + 1)..]);
    }

    /// <summary>The form of a consent; null when it grants nothing.</summary>
    /// <param name="consent">The resource.</param>
    /// <param name="isClear">False for one that counts and is not understood completely.</param>
    private RoiSubmission? FormOf(JsonElement consent, out bool isClear)
    {
        isClear = true;
        JsonElement provision = FhirElement.Part(consent, "provision");
        if (FhirElement.Has(consent, "decision") || provision.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Object))
        {
            throw new RoiSourceUnavailableException("The FHIR server answered a consent that is not of R4.");
        }

        if (FhirElement.Text(consent, "status") != "active" || IsOfOtherScope(consent))
        {
            return null;
        }

        string? stated = StatedChoice(consent, provision);
        string? type = FhirElement.Text(provision, "type");
        if (type == "deny" || stated == "none" || IsOptOut(consent))
        {
            return new RoiSubmission { Choice = "none", SignedOn = SignedOn(consent, isLast: true), Signer = SignerOf(consent) };
        }

        if (!HasBegun(provision) || (options.Fhir.ChoiceSystem is { Length: > 0 } && stated is null))
        {
            return null;
        }

        isClear = type == "permit" && IsUnderstood(consent, provision);
        return isClear
            ? new RoiSubmission
            {
                Choice = stated ?? "limited",
                SignedOn = SignedOn(consent, isLast: false),
                EndsOn = EndOf(provision),
                Signer = SignerOf(consent),
            }
            : null;
    }

    /// <summary>Nothing in it narrows what it permits, to recipients, purposes or parts of the data, or changes what it means.</summary>
    private bool IsUnderstood(JsonElement consent, JsonElement provision) =>
        !FhirElement.Has(consent, "modifierExtension")
        && !FhirElement.Has(consent, "implicitRules")
        && (!FhirElement.Has(consent, "scope") || CodesOf(consent, "scope").Contains("patient-privacy"))
        && (!FhirElement.Has(consent, "policyRule") || (CodesOf(consent, "policyRule") is { Count: > 0 } policy && policy.All(static code => code == "OPTIN")))
        && provision.EnumerateObject().All(static member => member.Name is "id" or "type" or "period" or "securityLabel")
        && FhirElement.List(provision, "securityLabel").All(label => options.Fhir.ChoiceSystem is { Length: > 0 } system && FhirElement.Text(label, "system") == system);

    /// <summary>A policy of opting out, with or without exceptions. Source: HL7 v3 ActCode OPTOUT and the codes below it.</summary>
    private static bool IsOptOut(JsonElement consent) => CodesOf(consent, "policyRule").Any(static code => code?.StartsWith("OPTOUT", StringComparison.Ordinal) == true);

    /// <summary>Every coding of the scope says that it is about something else than privacy. Source: HL7 consentscope.</summary>
    private static bool IsOfOtherScope(JsonElement consent)
    {
        HashSet<string?> scope = CodesOf(consent, "scope");
        return scope.Count > 0 && scope.All(static code => code is "adr" or "research" or "treatment");
    }

    private static HashSet<string?> CodesOf(JsonElement consent, string concept) =>
        [.. FhirElement.List(FhirElement.Part(consent, concept), "coding").Select(static coding => FhirElement.Text(coding, "code"))];

    private static IEnumerable<JsonElement> CodingsOf(JsonElement consent, string concepts) =>
        FhirElement.List(consent, concepts).SelectMany(static concept => FhirElement.List(concept, "coding"));

    /// <summary>The strictest choice that a category or a security label states.</summary>
    private string? StatedChoice(JsonElement consent, JsonElement provision)
    {
        if (options.Fhir.ChoiceSystem is not { Length: > 0 } system)
        {
            return null;
        }

        HashSet<string?> codes = [.. CodingsOf(consent, "category")
            .Concat(FhirElement.List(provision, "securityLabel"))
            .Where(coding => FhirElement.Text(coding, "system") == system)
            .Select(static coding => FhirElement.Text(coding, "code"))];
        return codes.Contains("none") ? "none" : codes.Contains("limited") ? "limited" : codes.Contains("full") ? "full" : null;
    }

    private static string SignerOf(JsonElement consent) =>
        FhirElement.List(consent, "performer").Any(static performer =>
            FhirElement.Text(performer, "reference")?.Contains("RelatedPerson/", StringComparison.Ordinal) == true || FhirElement.Text(performer, "type") == "RelatedPerson")
            ? "guardian"
            : "self";

    private static string SignedOn(JsonElement consent, bool isLast) =>
        SignedOn(FhirElement.Text(consent, "dateTime"), isLast)
        ?? SignedOn(FhirElement.Text(FhirElement.Part(consent, "meta"), "lastUpdated"), isLast)
        ?? throw new RoiSourceUnavailableException("The FHIR server answered a consent without dateTime.");

    /// <summary>A date-time as it stands; of a date without its day, the first for a grant and the last for a denial.</summary>
    private static string? SignedOn(string? stated, bool isLast) =>
        RoiDates.TryReadInstant(stated, out _) ? stated : Whole(stated, isLast) is { } day ? Text(day) : null;

    private bool HasBegun(JsonElement provision) => FhirElement.Text(FhirElement.Part(provision, "period"), "start") switch
    {
        null => true,
        var start when RoiDates.TryReadInstant(start, out DateTimeOffset instant) => instant <= calendar.Now,
        var start => (Whole(start, isLast: true) ?? throw NoDate()) <= calendar.Today,
    };

    /// <summary>The last day of a grant, null for one without an end. A day that ends before its last minute is not counted.</summary>
    private string? EndOf(JsonElement provision)
    {
        string? end = FhirElement.Text(FhirElement.Part(provision, "period"), "end");
        if (end is null)
        {
            return null;
        }

        if (RoiDates.TryReadInstant(end, out DateTimeOffset instant))
        {
            DateOnly day = calendar.DayOf(instant);
            return Text(calendar.DayOf(instant.AddMinutes(1)) > day ? day : day.AddDays(-1));
        }

        return Text(Whole(end, isLast: false) ?? throw NoDate());
    }

    private static RoiSourceUnavailableException NoDate() => new("The FHIR server answered a consent with a date that is none.");

    private static DateOnly? Whole(string? stated, bool isLast)
    {
        if (RoiDates.TryReadDay(stated, out DateOnly day))
        {
            return day;
        }

        if (RoiDates.TryReadDay($"{stated}-01", out DateOnly month))
        {
            return isLast ? month.AddMonths(1).AddDays(-1) : month;
        }

        return RoiDates.TryReadDay($"{stated}-01-01", out DateOnly year) ? isLast ? year.AddYears(1).AddDays(-1) : year : null;
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
