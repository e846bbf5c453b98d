namespace HmisGateway.Policy.Clients;

/// <summary>A scheme and a value found in a request, not yet resolved to a person.</summary>
/// <param name="Scheme">What kind of identifier the value is.</param>
/// <param name="Role">Whether it refers to something or defines it.</param>
/// <param name="Value">The normalised value. Personal data: never logged, see <see cref="ToString"/>.</param>
/// <param name="Place">Where it stood: <c>path</c>, <c>query:NAME</c>, <c>header:NAME</c> or a JSON pointer. Holds no personal data.</param>
public readonly record struct ClientReference(IdentifierScheme Scheme, ReferenceRole Role, string Value, string Place)
{
    /// <summary>The longest id that is read; longer ones make the payload unreadable.</summary>
    public const int MaxLength = 64;

    /// <summary>Scheme, role and place; never the value.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => $"{Scheme}/{Role} at {Place}";
}
