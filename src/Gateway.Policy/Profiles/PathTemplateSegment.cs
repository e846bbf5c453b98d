namespace HmisGateway.Policy.Profiles;

/// <summary>One segment of a path template.</summary>
/// <param name="Text">The literal, or the name of the parameter.</param>
/// <param name="IsParameter">True for a parameter.</param>
internal readonly record struct PathTemplateSegment(string Text, bool IsParameter);
