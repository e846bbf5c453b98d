namespace HmisGateway.Policy.Profiles;

/// <summary>What can stand in an <see cref="ErrorEnvelope"/>.</summary>
internal enum EnvelopePlaceholder
{
    /// <summary><c>{message}</c>: the message in English, a stroke, the message in Spanish.</summary>
    Message,

    /// <summary><c>{message.en}</c>.</summary>
    MessageEnglish,

    /// <summary><c>{message.es}</c>.</summary>
    MessageSpanish,

    /// <summary><c>{title}</c>.</summary>
    Title,

    /// <summary><c>{code}</c>.</summary>
    Code,

    /// <summary><c>{status}</c>: alone in its string it becomes a number.</summary>
    Status,

    /// <summary><c>{receipt}</c>.</summary>
    Receipt,

    /// <summary><c>{reference}</c>.</summary>
    Reference,
}
