using System.Text.Json.Nodes;

namespace Provisioning.Testing.Coolify.Backend;

/// <summary>Servers and their destinations.</summary>
internal static class ServerEndpoints
{
    public static Answer List(ApiCall call) => Answer.Json(200, Shapes.List(call.Instance.Servers.Select(server => Shapes.Server(server, call.IsSensitive))));

    public static Answer Find(ApiCall call)
    {
        ServerRow server = Server(call);
        JsonObject shape = Shapes.ServerModel(server, call.IsSensitive);
        if (call.Flag("resources", absent: false))
        {
            shape["resources"] = Resources(call, server);
        }

        return Answer.Json(200, shape);
    }

    public static Answer ListResources(ApiCall call) => Answer.Json(200, Resources(call, Server(call)));

    public static Answer ListDomains(ApiCall call)
    {
        ServerRow server = Server(call);
        string[] domains = [.. call.Instance.Services.Values.Where(service => service.Server == server).SelectMany(static service => service.Applications).Select(static sub => sub.Fqdn).OfType<string>()];
        return Answer.Json(200, domains.Length == 0
            ? []
            : new JsonArray(new JsonObject { ["ip"] = "host.docker.internal", ["domains"] = new JsonArray([.. domains.Select(static domain => (JsonNode)domain)]) }));
    }

    public static Answer ListDestinations(ApiCall call)
    {
        ServerRow server = Server(call);
        return Answer.Json(200, Shapes.List(server.Destinations.Select(destination => Shapes.Destination(server, destination))));
    }

    public static Answer Validate(ApiCall call)
    {
        Server(call);
        return Answer.Message(201, "Validation started.");
    }

    private static JsonArray Resources(ApiCall call, ServerRow server) =>
        Shapes.List(call.Instance.Services.Values.Where(service => service.Server == server).OrderBy(static service => service.Id).Select(Shapes.Resource));

    private static ServerRow Server(ApiCall call) => call.Instance.Servers.Find(server => server.Settings.Uuid == call["uuid"]) ?? throw ApiCall.Stop(404, "Server not found.");
}
