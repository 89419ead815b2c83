using System.Globalization;
using System.Text.Json.Nodes;

namespace Provisioning.Testing.Coolify.Backend;

/// <summary>The HTTP surface: throttle, token, route, ability, handler, in the order of a real instance.</summary>
internal static class Api
{
    private const string Prefix = "/api/v1/";

    private static readonly Route[] Routes =
    [
        .. Routes40(),
        .. Routes42(),
        Post("enable", "write", FakeCoolifyVersion.V40, static call => SwitchApi(call, on: true)),
        Post("disable", "write", FakeCoolifyVersion.V40, static call => SwitchApi(call, on: false)),
    ];

    public static Answer Handle(CoolifyInstance instance, FakeCoolifyRequest request, string path)
    {
        lock (instance.Gate)
        {
            instance.Tick();
            if (request.Method == "GET" && path is "/api/health" or "/api/v1/health")
            {
                return Answer.Text("OK");
            }

            if (!path.StartsWith(Prefix, StringComparison.Ordinal))
            {
                return path.StartsWith("/api/", StringComparison.Ordinal) ? Answer.UnknownRoute() : Answer.Page(404, "404 Not Found");
            }

            Answer answer = instance.Throttle(out int remaining) is { } seconds ? TooMany(instance, seconds) : Authorized(instance, request, path[Prefix.Length..].Split('/'));
            answer.Headers["X-RateLimit-Limit"] = instance.Options.RequestsPerMinute.ToString(CultureInfo.InvariantCulture);
            answer.Headers["X-RateLimit-Remaining"] = remaining.ToString(CultureInfo.InvariantCulture);
            return answer;
        }
    }

    private static Answer TooMany(CoolifyInstance instance, int seconds)
    {
        Answer answer = Answer.Message(429, "Too Many Attempts.");
        answer.Headers["Retry-After"] = seconds.ToString(CultureInfo.InvariantCulture);
        answer.Headers["X-RateLimit-Reset"] = instance.Now.AddSeconds(seconds).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return answer;
    }

    private static Answer Authorized(CoolifyInstance instance, FakeCoolifyRequest request, string[] path)
    {
        foreach (Route route in Routes)
        {
            if (route.Match(path) is not { } values || !Answers(route, request.Method, instance.Options.Version) || instance.Options.Version < route.Since)
            {
                continue;
            }

            string authorization = request.Headers.GetValueOrDefault("Authorization") ?? "";
            if (instance.Tokens.Find(token => authorization == "Bearer " + token.Text) is not { } token)
            {
                return Answer.Message(401, "Unauthenticated.");
            }

            if (!instance.IsApiEnabled && path[0] != "enable")
            {
                return Answer.Json(403, new JsonObject { ["success"] = true, ["message"] = "API is disabled." });
            }

            if (request.Method == "GET" && IsAction(route, instance.Options.Version))
            {
                Answer changed = Answer.Message(405, "This endpoint has changed to a POST request.");
                changed.Headers["Allow"] = "POST";
                return changed;
            }

            if (!token.Has(route.Ability))
            {
                return Answer.Message(403, $"Missing required permissions: {route.Ability}");
            }

            try
            {
                return route.Handle(new ApiCall(instance, request, token, values));
            }
            catch (AnswerException exception)
            {
                return exception.Answer;
            }
        }

        return Answer.UnknownRoute();
    }

    // Before 4.2 an action may be called by either method, but for the check of a server, which is a GET there.
    private static bool Answers(Route route, string method, FakeCoolifyVersion version)
    {
        if (route.Method is "ACTION")
        {
            return method is "POST" or "GET";
        }

        if (route.Method is "VALIDATE")
        {
            return version < FakeCoolifyVersion.V42 ? method == "GET" : method is "POST" or "GET";
        }

        return route.Method == method;
    }

    private static bool IsAction(Route route, FakeCoolifyVersion version) => route.Method is "ACTION" or "VALIDATE" && version >= FakeCoolifyVersion.V42;

    private static Route Get(string pattern, FakeCoolifyVersion since, Func<ApiCall, Answer> handle) => new("GET", pattern, "read", since, handle);

    private static Route Post(string pattern, string ability, FakeCoolifyVersion since, Func<ApiCall, Answer> handle) => new("POST", pattern, ability, since, handle);

    private static Route Patch(string pattern, FakeCoolifyVersion since, Func<ApiCall, Answer> handle) => new("PATCH", pattern, "write", since, handle);

    private static Route Delete(string pattern, FakeCoolifyVersion since, Func<ApiCall, Answer> handle) => new("DELETE", pattern, "write", since, handle);

    private static Route Action(string pattern, FakeCoolifyVersion since, Func<ApiCall, Answer> handle) => new("ACTION", pattern, "deploy", since, handle);

    private static Route[] Routes40() =>
    [
        Get("version", FakeCoolifyVersion.V40, static call => Answer.Text(call.Instance.VersionText)),
        Get("team", FakeCoolifyVersion.V43, static _ => ProjectEndpoints.Team()),
        Get("teams/current", FakeCoolifyVersion.V40, static _ => ProjectEndpoints.Team()),
        Get("resources", FakeCoolifyVersion.V40, ServiceEndpoints.ListResources),
        Get("projects", FakeCoolifyVersion.V40, ProjectEndpoints.List),
        Post("projects", "write", FakeCoolifyVersion.V40, ProjectEndpoints.Create),
        Get("projects/{uuid}", FakeCoolifyVersion.V40, ProjectEndpoints.Find),
        Patch("projects/{uuid}", FakeCoolifyVersion.V40, ProjectEndpoints.Update),
        Delete("projects/{uuid}", FakeCoolifyVersion.V40, ProjectEndpoints.Remove),
        Get("projects/{uuid}/environments", FakeCoolifyVersion.V40, ProjectEndpoints.ListEnvironments),
        Post("projects/{uuid}/environments", "write", FakeCoolifyVersion.V40, ProjectEndpoints.CreateEnvironment),
        Delete("projects/{uuid}/environments/{environment}", FakeCoolifyVersion.V40, ProjectEndpoints.RemoveEnvironment),
        Get("projects/{uuid}/{environment}", FakeCoolifyVersion.V40, ProjectEndpoints.FindEnvironment),
        Get("servers", FakeCoolifyVersion.V40, ServerEndpoints.List),
        Get("servers/{uuid}", FakeCoolifyVersion.V40, ServerEndpoints.Find),
        Get("servers/{uuid}/resources", FakeCoolifyVersion.V40, ServerEndpoints.ListResources),
        Get("servers/{uuid}/domains", FakeCoolifyVersion.V40, ServerEndpoints.ListDomains),
        new("VALIDATE", "servers/{uuid}/validate", "read", FakeCoolifyVersion.V40, ServerEndpoints.Validate),
        Get("services", FakeCoolifyVersion.V40, ServiceEndpoints.List),
        Post("services", "write", FakeCoolifyVersion.V40, ServiceEndpoints.Create),
        Get("services/{uuid}", FakeCoolifyVersion.V40, ServiceEndpoints.Find),
        Patch("services/{uuid}", FakeCoolifyVersion.V40, ServiceEndpoints.Update),
        Delete("services/{uuid}", FakeCoolifyVersion.V40, ServiceEndpoints.Remove),
        Action("services/{uuid}/start", FakeCoolifyVersion.V40, ActionEndpoints.Start),
        Action("services/{uuid}/stop", FakeCoolifyVersion.V40, ActionEndpoints.Stop),
        Action("services/{uuid}/restart", FakeCoolifyVersion.V40, ActionEndpoints.Restart),
        Action("deploy", FakeCoolifyVersion.V40, ActionEndpoints.Deploy),
        Get("deployments", FakeCoolifyVersion.V40, static _ => Answer.Json(200, new JsonArray())),
        Get("services/{uuid}/envs", FakeCoolifyVersion.V40, VariableEndpoints.List),
        Post("services/{uuid}/envs", "write", FakeCoolifyVersion.V40, VariableEndpoints.Create),
        Patch("services/{uuid}/envs", FakeCoolifyVersion.V40, VariableEndpoints.Update),
        Patch("services/{uuid}/envs/bulk", FakeCoolifyVersion.V40, VariableEndpoints.UpdateMany),
        Delete("services/{uuid}/envs/{env}", FakeCoolifyVersion.V40, VariableEndpoints.Remove),
        Get("services/{uuid}/storages", FakeCoolifyVersion.V40, ServiceEndpoints.ListStorages),
    ];

    private static Route[] Routes42() =>
    [
        Get("servers/{uuid}/destinations", FakeCoolifyVersion.V42, ServerEndpoints.ListDestinations),
        Get("services/{uuid}/logs", FakeCoolifyVersion.V42, SubResourceEndpoints.ServiceLogs),
        Get("services/{uuid}/tags", FakeCoolifyVersion.V42, ServiceEndpoints.ListTags),
        Post("services/{uuid}/tags", "write", FakeCoolifyVersion.V42, ServiceEndpoints.AddTag),
        .. SubResourceRoutes("applications"),
        .. SubResourceRoutes("databases"),
    ];

    private static Route[] SubResourceRoutes(string kind) =>
    [
        Get($"services/{{uuid}}/{kind}", FakeCoolifyVersion.V42, call => SubResourceEndpoints.List(call, kind)),
        Get($"services/{{uuid}}/{kind}/{{sub}}", FakeCoolifyVersion.V42, call => SubResourceEndpoints.Find(call, kind)),
        Patch($"services/{{uuid}}/{kind}/{{sub}}", FakeCoolifyVersion.V42, call => SubResourceEndpoints.Update(call, kind)),
        Get($"services/{{uuid}}/{kind}/{{sub}}/logs", FakeCoolifyVersion.V42, call => SubResourceEndpoints.Logs(call, kind)),
        Post($"services/{{uuid}}/{kind}/{{sub}}/{{action}}", "deploy", FakeCoolifyVersion.V42, call => SubResourceEndpoints.Act(call, kind)),
    ];

    private static Answer SwitchApi(ApiCall call, bool on)
    {
        call.Instance.IsApiEnabled = on;
        return Answer.Message(200, on ? "API enabled." : "API disabled.");
    }
}
