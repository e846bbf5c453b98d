namespace HmisGateway.Bench;

/// <summary>Which ids the upstream answers a create with.</summary>
internal enum AnswerIds
{
    /// <summary>A new id for every create, as a real HMIS does: the gateway learns one id per forward.</summary>
    New = 1,

    /// <summary>The same id for every create of one client: after the first forward there is nothing to learn.</summary>
    PerClient = 2,
}
