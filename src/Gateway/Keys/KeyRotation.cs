namespace HmisGateway.Keys;

/// <summary>A rotation of the key-encryption key.</summary>
/// <param name="From">The id of the key that was the current one.</param>
/// <param name="To">The id of the one that is.</param>
/// <param name="Agencies">How many agency keys were wrapped anew.</param>
internal sealed record KeyRotation(string From, string To, int Agencies);
