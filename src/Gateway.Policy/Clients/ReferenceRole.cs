namespace HmisGateway.Policy.Clients;

/// <summary>Whether a reference points at something that must exist or names something new.</summary>
public enum ReferenceRole
{
    /// <summary>Points at something; when it leads to nobody the write is diverted, even beside a reference that resolves.</summary>
    Refers,

    /// <summary>Names something that may be new: unknown, it is learned when the write succeeds; known, it is evaluated.</summary>
    Defines,
}
