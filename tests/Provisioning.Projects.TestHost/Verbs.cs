namespace Provisioning.Projects.TestHost;

/// <summary>The calls of the project service, by name.</summary>
public static class Verbs
{
    /// <summary>Gets or sets the template.</summary>
    public static string Compose { get; set; } = """
        services:
          web:
            image: example.com/web:1
            environment:
              PASSWORD: ${DB_PASSWORD}
              GREETING: ${GREETING:-hello}
            volumes: [ "data:/data" ]
        volumes:
          data: {}
        x-provisioning:
          version: 1
          secrets:
            DB_PASSWORD: { generate: password, length: 32 }
            API_KEY: { generate: hex, bytes: 16 }
          variables:
            GREETING: { default: hello }
        """;

    /// <summary>Gets each verb with those that lead to the state in which it has something to do.</summary>
    public static IReadOnlyDictionary<string, string[]> Preparation { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["create"] = [],
        ["update"] = ["create"],
        ["stop"] = ["create"],
        ["start"] = ["create", "stop"],
        ["rotate"] = ["create"],
        ["delete"] = ["create"],
        ["restore"] = ["create", "delete"],
        ["repair"] = ["create", "stop"],
        ["purge"] = ["create", "delete"],
    };

    public static Task<ProjectOperationInfo> RunAsync(IProjectService service, string verb, ProjectId id, ProjectOperationOptions options, CancellationToken cancellationToken = default) => verb switch
    {
        "create" => service.CreateAsync(new CreateProjectRequest { ProjectId = id, Template = ProjectTemplate.FromCompose("web", Compose) }, options, cancellationToken),
        "update" => service.UpdateAsync(id, new UpdateProjectRequest { Variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["GREETING"] = "good morning" } }, options, cancellationToken),
        "stop" => service.StopAsync(id, options, cancellationToken),
        "start" => service.StartAsync(id, options, cancellationToken),
        "rotate" => service.RotateSecretAsync(id, new RotateSecretRequest { SecretName = "DB_PASSWORD" }, options, cancellationToken),
        "delete" => service.DeleteAsync(id, options, cancellationToken),
        "restore" => service.RestoreAsync(id, options, cancellationToken),
        "repair" => service.RepairAsync(id, new RepairProjectRequest { RestoreArchived = true }, options, cancellationToken),
        "purge" => service.PurgeAsync(id, options, cancellationToken),
        _ => throw new ArgumentException($"There is no verb '{verb}'.", nameof(verb)),
    };
}
