namespace HmisGateway.Fuzz;

/// <summary>One reader that is fed.</summary>
/// <param name="Name">Its name, and that of its folder under <c>tests/corpus</c>.</param>
/// <param name="Read">Reads an input and checks what is promised of it.</param>
/// <param name="Words">What inputs of its format are made of; mutations put them in.</param>
internal sealed record FuzzTarget(string Name, Action<byte[]> Read, IReadOnlyList<string> Words);
