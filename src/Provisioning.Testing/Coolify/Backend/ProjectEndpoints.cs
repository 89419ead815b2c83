using System.Text.Json.Nodes;

namespace Provisioning.Testing.Coolify.Backend;

/// <summary>Projects and environments.</summary>
internal static class ProjectEndpoints
{
    public static Answer Team() => Answer.Json(200, new JsonObject
    {
        ["id"] = 0,
        ["description"] = "The root team",
        ["name"] = "Root Team",
        ["personal_team"] = true,
        ["show_boarding"] = true,
    });

    public static Answer List(ApiCall call) => Answer.Json(200, Shapes.List(call.Instance.Projects.Select(Shapes.Project)));

    public static Answer Create(ApiCall call)
    {
        JsonObject body = call.Body();
        new Fields(body).Name("name", required: true).Text("description", 255, nullable: true).Only("name", "description").Check();
        return Answer.Json(201, new JsonObject { ["uuid"] = call.Instance.AddProject(Text(body, "name")!, Text(body, "description")).Uuid });
    }

    public static Answer Find(ApiCall call) => Answer.Json(200, Shapes.ProjectWithEnvironments(call.Instance, Project(call)));

    public static Answer Update(ApiCall call)
    {
        JsonObject body = call.Body();
        new Fields(body).Name("name", required: false).Text("description", 255, nullable: true).Only("name", "description").Check();
        ProjectRow project = Project(call);
        project.Name = Text(body, "name") ?? project.Name;
        project.Description = body.ContainsKey("description") ? Text(body, "description") ?? "" : project.Description;
        project.UpdatedAt = call.Instance.Now;
        return Answer.Json(201, new JsonObject { ["uuid"] = project.Uuid, ["name"] = project.Name, ["description"] = project.Description });
    }

    public static Answer Remove(ApiCall call)
    {
        ProjectRow project = Project(call);
        if (call.Instance.Services.Values.Any(service => service.Environment.Project == project))
        {
            return Answer.Message(400, "Project has resources, so it cannot be deleted.");
        }

        call.Instance.Projects.Remove(project);
        return Answer.Message(200, "Project deleted.");
    }

    public static Answer ListEnvironments(ApiCall call) => Answer.Json(200, Shapes.List(Project(call).Environments.Select(static environment => new JsonObject
    {
        ["id"] = environment.Id,
        ["uuid"] = environment.Uuid,
        ["name"] = environment.Name,
    })));

    public static Answer CreateEnvironment(ApiCall call)
    {
        JsonObject body = call.Body();
        new Fields(body).Name("name", required: true).Only("name").Check();
        ProjectRow project = Project(call);
        string name = Text(body, "name")!;
        return project.Environments.Exists(environment => environment.Name == name)
            ? Answer.Message(409, "Environment with this name already exists.")
            : Answer.Json(201, new JsonObject { ["uuid"] = call.Instance.AddEnvironment(project, name).Uuid });
    }

    public static Answer RemoveEnvironment(ApiCall call)
    {
        EnvironmentRow environment = Environment(call);
        if (call.Instance.Services.Values.Any(service => service.Environment == environment))
        {
            return Answer.Message(400, "Environment has resources, so it cannot be deleted.");
        }

        environment.Project.Environments.Remove(environment);
        return Answer.Message(200, "Environment deleted.");
    }

    public static Answer FindEnvironment(ApiCall call) => Answer.Json(200, Shapes.EnvironmentWithResources(call.Instance, Environment(call), call.IsSensitive));

    private static ProjectRow Project(ApiCall call) => call.Instance.Projects.Find(project => project.Uuid == call["uuid"]) ?? throw ApiCall.Stop(404, "Project not found.");

    private static EnvironmentRow Environment(ApiCall call)
    {
        ProjectRow project = Project(call);
        return project.Environments.Find(environment => environment.Name == call["environment"])
            ?? project.Environments.Find(environment => environment.Uuid == call["environment"])
            ?? throw ApiCall.Stop(404, "Environment not found.");
    }

    private static string? Text(JsonObject body, string field) => body[field] is JsonValue value ? value.GetValue<string>() : null;
}
