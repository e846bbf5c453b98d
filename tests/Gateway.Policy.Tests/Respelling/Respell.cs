using System.Text;
using System.Text.Json.Nodes;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Profiles;

namespace HmisGateway.Policy.Tests.Respelling;

/// <summary>Writes a request otherwise so that every reader of its format still finds the same in it.</summary>
internal static class Respell
{
    /// <summary>Writes the request of a rule otherwise.</summary>
    internal static Spelled Request(RuleCase one, bool hasNone, Dice dice)
    {
        RuleRequest request = one.Request(hasNone);
        if (one.Route.Body != BodyFormat.OdataBatch)
        {
            return Request(one.Route, request, dice);
        }

        RuleRequest inner = one.Inner(hasNone);
        Spelled respelled = Request(one.Rule, inner, dice);
        (string type, byte[] body) = BatchRespelling.Write([(one.Rule.Method, respelled with { Headers = [] })], dice);
        return new Spelled(request.Target, type, body, request.Headers);
    }

    private static Spelled Request(RouteRule route, RuleRequest request, Dice dice)
    {
        string type = request.ContentType;
        string body = request.Body ?? "";
        switch (route.Body)
        {
            case BodyFormat.None:
            case var _ when body.Length == 0:
                break;
            case BodyFormat.GraphQL:
                body = GraphQLRespelling.Respell(body, dice);
                break;
            case BodyFormat.Form:
                body = FormRespelling.Respell(body, dice);
                break;
            case BodyFormat.Xml or BodyFormat.Soap:
                body = XmlRespelling.Respell(body, dice, isExact: route.Body == BodyFormat.Soap || route.Elements.Count > 0);
                break;
            case BodyFormat.Fhir or BodyFormat.FhirBundle:
                body = JsonRespelling.Respell(body, dice, isExact: true);
                break;
            case BodyFormat.Multipart:
                (type, body) = MultipartRespelling.Respell(body, dice);
                break;
            case BodyFormat.JsonPatch:
                body = JsonRespelling.Respell(new JsonArray([.. dice.Shuffle(JsonNode.Parse(body)!.AsArray()).Select(static one => one!.DeepClone())]).ToJsonString(), dice, isExact: true);
                break;
            default:
                body = JsonRespelling.Respell(body, dice);
                break;
        }

        return new Spelled(request.Target, type, Encoding.UTF8.GetBytes(body), request.Headers);
    }
}
