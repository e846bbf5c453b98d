// A new named value must break the build here (CS8509); unnamed values (CS8524) do not occur and would throw.
#pragma warning disable CS8524
using HmisGateway.Offline;
using HmisGateway.Pipeline.Answers;
using HmisGateway.Pipeline.Receiving;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Telemetry;

/// <summary>
/// The words for enum values in answers, stored items, metrics and traces. They are part of the contract: never change one.
/// </summary>
internal static class WireNames
{
    /// <summary>The code as answers state it, e.g. <c>no_sharing</c>.</summary>
    public static string ToWire(this DivertCode code) => code.ToProblemCode().ToWire();

    /// <summary>The precise reason, as metrics and sealed details state it.</summary>
    public static string ToWire(this DivertReason reason) => reason switch
    {
        DivertReason.VictimServiceProvider => "victim_service_provider",
        DivertReason.NoRule => "no_rule",
        DivertReason.ContentTypeNotCovered => "content_type_not_covered",
        DivertReason.Unreadable => "unreadable",
        DivertReason.AmbiguousRequest => "ambiguous_request",
        DivertReason.NoSharing => "no_sharing",
        DivertReason.StatesNoSharing => "states_no_sharing",
        DivertReason.Mention => "mention",
        DivertReason.NoReference => "no_reference",
        DivertReason.ReferenceLeadsNowhere => "reference_leads_nowhere",
        DivertReason.RoiNotOnFile => "roi_not_on_file",
        DivertReason.RoiExpired => "roi_expired",
        DivertReason.NoSharingElsewhere => "no_sharing_elsewhere",
        DivertReason.IdentityContradicts => "identity_contradicts",
        DivertReason.PossibleMatch => "possible_match",
        DivertReason.DeletesDisabled => "deletes_disabled",
        DivertReason.ChoiceBeingRecorded => "choice_being_recorded",
        DivertReason.MentionElsewhere => "mention_elsewhere",
        DivertReason.StorageNotReconciled => "storage_not_reconciled",
        DivertReason.LimitedNotLocked => "limited_not_locked",
    };

    /// <summary>The operation, as profiles state it.</summary>
    public static string ToWire(this Operation operation) => operation switch
    {
        Operation.Create => "create",
        Operation.Update => "update",
        Operation.Delete => "delete",
        Operation.Read => "read",
        Operation.Search => "search",
        Operation.Bulk => "bulk",
        Operation.Auth => "auth",
    };

    /// <summary>The record kind, as profiles and offline items state it.</summary>
    public static string ToWire(this RecordKind kind) => kind switch
    {
        RecordKind.Client => "client",
        RecordKind.Enrollment => "enrollment",
        RecordKind.Exit => "exit",
        RecordKind.Service => "service",
        RecordKind.Note => "note",
        RecordKind.Attachment => "attachment",
        RecordKind.Assessment => "assessment",
        RecordKind.Roi => "roi",
        RecordKind.Household => "household",
        RecordKind.Other => "other",
    };

    /// <summary>Why a payload could not be read.</summary>
    public static string ToWire(this UnreadableReason reason) => reason switch
    {
        UnreadableReason.MalformedJson => "malformed_json",
        UnreadableReason.InvalidUtf8 => "invalid_utf8",
        UnreadableReason.DuplicateName => "duplicate_name",
        UnreadableReason.LoneSurrogate => "lone_surrogate",
        UnreadableReason.NulCharacter => "nul_character",
        UnreadableReason.InvisibleInName => "invisible_in_name",
        UnreadableReason.TooDeep => "too_deep",
        UnreadableReason.UnexpectedRoot => "unexpected_root",
        UnreadableReason.ItemsMissing => "items_missing",
        UnreadableReason.InvalidIdentifier => "invalid_identifier",
        UnreadableReason.UnknownChoice => "unknown_choice",
        UnreadableReason.TooManyRecords => "too_many_records",
        UnreadableReason.UnexpectedBody => "unexpected_body",
        UnreadableReason.ContentType => "content_type",
        UnreadableReason.ContentTypeMissing => "content_type_missing",
        UnreadableReason.Charset => "charset",
        UnreadableReason.ContentEncoding => "content_encoding",
        UnreadableReason.TooLarge => "too_large",
        UnreadableReason.PathNotCanonical => "path_not_canonical",
        UnreadableReason.QueryNotCanonical => "query_not_canonical",
        UnreadableReason.Method => "method",
        UnreadableReason.MethodOverride => "method_override",
        UnreadableReason.HeaderName => "header_name",
        UnreadableReason.HeaderValue => "header_value",
        UnreadableReason.HeaderRepeated => "header_repeated",
        UnreadableReason.Connection => "connection",
        UnreadableReason.Expect => "expect",
        UnreadableReason.Range => "range",
        UnreadableReason.AmbiguousGraphql => "ambiguous_graphql",
        UnreadableReason.AmbiguousForm => "ambiguous_form",
        UnreadableReason.AmbiguousXml => "ambiguous_xml",
        UnreadableReason.AmbiguousSoap => "ambiguous_soap",
        UnreadableReason.AmbiguousFhir => "ambiguous_fhir",
        UnreadableReason.AmbiguousMultipart => "ambiguous_multipart",
        UnreadableReason.OpaqueAttachment => "opaque_attachment",
        UnreadableReason.AmbiguousBatch => "ambiguous_batch",
        UnreadableReason.AmbiguousPatch => "ambiguous_patch",
        UnreadableReason.MalformedCsv => "malformed_csv",
        UnreadableReason.AmbiguousZip => "ambiguous_zip",
        UnreadableReason.ReaderFault => "reader_fault",
    };

    /// <summary>Why a request was refused with <c>400</c>.</summary>
    public static string ToWire(this FramingReason reason) => reason switch
    {
        FramingReason.Connect => "connect",
        FramingReason.TargetForm => "target_form",
        FramingReason.Host => "host",
        FramingReason.Upgrade => "upgrade",
        FramingReason.TransferEncodingInOldHttp => "transfer_encoding_in_old_http",
        FramingReason.TransferEncodingWithContentLength => "transfer_encoding_with_content_length",
        FramingReason.TransferEncoding => "transfer_encoding",
        FramingReason.Trailers => "trailers",
        FramingReason.Body => "body",
    };

    /// <summary>The status of an offline item.</summary>
    public static string ToWire(this OfflineStatus status) => status switch
    {
        OfflineStatus.Held => "held",
        OfflineStatus.InDoubt => "in_doubt",
        OfflineStatus.SentLater => "sent_later",
        OfflineStatus.Resubmitted => "resubmitted",
        OfflineStatus.Erased => "erased",
    };

    /// <summary>The client's choice, as the agency API states it.</summary>
    public static string ToWire(this SharingChoice choice) => choice switch
    {
        SharingChoice.Full => "full",
        SharingChoice.Limited => "limited",
        SharingChoice.None => "none",
    };

    /// <summary>The scheme of a reference as profiles write it.</summary>
    public static string ToWire(this IdentifierScheme scheme) => scheme switch
    {
        IdentifierScheme.Agency => "agency",
        IdentifierScheme.Vendor => "vendor",
        IdentifierScheme.Enrollment => "enrollment",
        IdentifierScheme.Household => "household",
        IdentifierScheme.Record => "record",
        IdentifierScheme.Identity => "identity",
    };

    /// <summary>The role of a reference as profiles write it.</summary>
    public static string ToWire(this ReferenceRole role) => role switch
    {
        ReferenceRole.Refers => "refers",
        ReferenceRole.Defines => "defines",
    };
}
