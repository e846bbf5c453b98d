namespace HmisGateway.Policy.Profiles;

/// <summary>The part of a request in which a selector looks.</summary>
public enum SelectorSource
{
    /// <summary>A parameter of the path template.</summary>
    Path,

    /// <summary>A key of the query.</summary>
    Query,

    /// <summary>A request header.</summary>
    Header,

    /// <summary>A value of the JSON body, or of the vendor's answer.</summary>
    Json,
}
