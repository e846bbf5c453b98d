namespace HmisGateway.Policy.Payloads;

/// <summary>Why a request cannot be read in one way only. The names are stable (they are a metric attribute, in snake case).</summary>
public enum UnreadableReason
{
    /// <summary>Not JSON by RFC 8259 (also comments, trailing commas, a byte order mark, text behind the root).</summary>
    MalformedJson,

    /// <summary>Bytes that are not UTF-8.</summary>
    InvalidUtf8,

    /// <summary>A member name twice in one object, compared after escapes, NFKC and case folding.</summary>
    DuplicateName,

    /// <summary>An escaped surrogate without its pair.</summary>
    LoneSurrogate,

    /// <summary>U+0000 in a name or a string.</summary>
    NulCharacter,

    /// <summary>A member name with U+FEFF, a bidirectional control or a zero-width character.</summary>
    InvisibleInName,

    /// <summary>More than 32 levels.</summary>
    TooDeep,

    /// <summary>The root is not of the type that the rule expects (an object, unless the rule says array).</summary>
    UnexpectedRoot,

    /// <summary>A list that the rule expects is missing or is not a list.</summary>
    ItemsMissing,

    /// <summary>An id that is not a canonical integer or 1 to 64 of <c>A-Z a-z 0-9 . _ -</c>, or is an object, list or boolean.</summary>
    InvalidIdentifier,

    /// <summary>A ROI record with a choice that the profile does not name.</summary>
    UnknownChoice,

    /// <summary>More than the reader's limit of records or references in one request.</summary>
    TooManyRecords,

    /// <summary>A body where the rule allows none, or none where it needs one.</summary>
    UnexpectedBody,

    /// <summary>A content type that is not one type with each parameter once.</summary>
    ContentType,

    /// <summary>A body without a content type.</summary>
    ContentTypeMissing,

    /// <summary>A charset other than UTF-8.</summary>
    Charset,

    /// <summary>A content encoding other than one layer of gzip or br, or one that does not decode exactly.</summary>
    ContentEncoding,

    /// <summary>Decoded, it exceeds the limit.</summary>
    TooLarge,

    /// <summary>The path is not in its one canonical form (escapes, dots, double slashes, semicolons …).</summary>
    PathNotCanonical,

    /// <summary>The query is not in its one canonical form, or names a key twice.</summary>
    QueryNotCanonical,

    /// <summary>A method that is not a word in capital letters, or TRACE.</summary>
    Method,

    /// <summary>A header that overrides method, path or host.</summary>
    MethodOverride,

    /// <summary>A header name with an underscore, or with a character that no name may have.</summary>
    HeaderName,

    /// <summary>A header value with a control character, or with anything outside ASCII.</summary>
    HeaderValue,

    /// <summary>A header stands twice that must stand once.</summary>
    HeaderRepeated,

    /// <summary><c>Connection</c> names another header, which the next hop would drop.</summary>
    Connection,

    /// <summary>An expectation other than <c>100-continue</c>.</summary>
    Expect,

    /// <summary>A write of a part of something.</summary>
    Range,

    /// <summary>
    /// GraphQL that is not one clear executable document with its variables: a syntax error, a persisted query, a subscription, an unknown
    /// directive, something defined twice or never.
    /// </summary>
    AmbiguousGraphql,

    /// <summary>
    /// A form that servers read differently: a field without <c>=</c>, <c>;</c> between fields, a broken escape, a list, a field that
    /// changes how the rest is taken.
    /// </summary>
    AmbiguousForm,

    /// <summary>
    /// XML that processors read differently, or whose values stand elsewhere: a document type, a processing instruction, another encoding than
    /// UTF-8, an inclusion, text beside elements.
    /// </summary>
    AmbiguousXml,

    /// <summary>
    /// A SOAP envelope that is not one operation in clear text: two operations, a header that must be understood and is not known, an action that
    /// names another operation, an operation in another namespace.
    /// </summary>
    AmbiguousSoap,

    /// <summary>
    /// FHIR whose meaning stands elsewhere or is open: another type than the path says, a conditional request, a contained patient, rules that
    /// must be understood, a link that leads to no entry.
    /// </summary>
    AmbiguousFhir,

    /// <summary>
    /// A multipart body in which readers find different parts or names: anything before the first part or behind the last, a header twice, a name in an
    /// encoding of its own, a transfer encoding, a file that the rule does not know.
    /// </summary>
    AmbiguousMultipart,

    /// <summary>A file that is no text, where <c>Attachments:Opaque</c> is <c>divert</c>.</summary>
    OpaqueAttachment,

    /// <summary>A batch of requests that is not a plain list of them: a change set, an absolute address, a reference to another request, a batch in it.</summary>
    AmbiguousBatch,

    /// <summary>A patch that moves, copies or removes who it is about, sets the same twice, or changes an element of a list whose client it does not name.</summary>
    AmbiguousPatch,

    /// <summary>
    /// CSV that readers split differently: a stray quote, rows of different lengths, an empty line between rows, a control character, a header that
    /// names a column twice.
    /// </summary>
    MalformedCsv,

    /// <summary>A zip archive in which readers find different files, or one with something else than CSV files in it.</summary>
    AmbiguousZip,

    /// <summary>The reader failed; treated as unreadable.</summary>
    ReaderFault,
}
