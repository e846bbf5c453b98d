namespace HmisGateway.AgencyApi;

/// <summary>A client whose data waits.</summary>
/// <param name="ClientId">The agency's own client id.</param>
/// <param name="Items">Held items about the client.</param>
/// <param name="Oldest">When the oldest of them was received.</param>
/// <param name="Next">What to do next: <c>record_roi</c>, <c>renew_roi</c>, <c>enter_offline</c>, <c>review_match</c> or <c>resend</c>.</param>
internal sealed record WorklistAnswerItem(string ClientId, int Items, DateTimeOffset Oldest, string Next)
{
    /// <summary>The step only.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => Next;
}
