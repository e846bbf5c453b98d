namespace HmisGateway.Policy.Decisions;

/// <summary>
/// Proof that a request may be sent to the vendor. A closed type that only <see cref="ConsentPolicy"/> can create; the last
/// step before the vendor refuses a request that carries none.
/// </summary>
public abstract class ForwardPermit
{
    private ForwardPermit()
    {
    }

    /// <summary>A read or a search that a rule covers.</summary>
    public sealed class Read : ForwardPermit
    {
        internal Read()
        {
        }
    }

    /// <summary>A delete of something that is in HMIS already; carries only ids in the path.</summary>
    public sealed class Delete : ForwardPermit
    {
        internal Delete()
        {
        }
    }

    /// <summary>A session call without client data.</summary>
    public sealed class Auth : ForwardPermit
    {
        internal Auth()
        {
        }
    }

    /// <summary>A write of which every record is attributed to clients whose current choice permits it.</summary>
    public sealed class Write : ForwardPermit
    {
        internal Write()
        {
        }
    }
}
