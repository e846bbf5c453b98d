namespace HmisGateway.Policy.Payloads.GraphQL;

/// <summary>A document that servers could read in more than one way, or that hides what it does. It never leaves the reader.</summary>
internal sealed class GraphQLRefusedException : Exception;
