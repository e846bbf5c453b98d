namespace HmisGateway.Identity;

/// <summary>
/// The single parts of an identity on file, each as a keyed hash that only compares within the gateway, to see whether a stated
/// identity contradicts it. Null where the part is not on file.
/// </summary>
internal sealed record IdentityOnFile(UInt128? Name, UInt128? Birth, UInt128? Ssn);
