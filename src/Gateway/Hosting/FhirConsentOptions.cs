namespace HmisGateway.Hosting;

/// <summary>Section <c>Consent:Fhir</c>: how clients and agencies are named on a FHIR server. <c>{agency}</c> and <c>{vendor}</c> stand for the gateway's names.</summary>
internal sealed class FhirConsentOptions
{
    /// <summary>The system of <c>Patient.identifier</c> whose values are the agency's own client ids.</summary>
    /// <value>The default is none; with <c>Consent:Source</c> <c>Fhir</c> it has to be set.</value>
    public string? ClientSystem { get; set; }

    /// <summary>The system of <c>Patient.identifier</c> whose values are HMIS ids.</summary>
    /// <value>The default is that of HUD's PersonalID.</value>
    public string VendorSystem { get; set; } = "http://hmis.hud.gov/identifiers/PersonalID";

    /// <summary>The system of <c>Organization.identifier</c> whose values are agency ids: only consents of that organization are asked for.</summary>
    /// <value>The default is none: every consent of the patient is taken as the agency's own document.</value>
    public string? OrganizationSystem { get; set; }

    /// <summary>A token, <c>system|code</c>, that the category of a consent must have.</summary>
    /// <value>The default is none: every active consent of the scope <c>patient-privacy</c>.</value>
    public string? Category { get; set; }

    /// <summary>The code system whose codes <c>full</c>, <c>limited</c> and <c>none</c>, as a category or a security label, say the choice.</summary>
    /// <value>The default is none: a consent that permits is limited, one that denies is none.</value>
    public string? ChoiceSystem { get; set; }
}
