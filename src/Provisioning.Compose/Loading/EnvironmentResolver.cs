using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Loading;

/// <summary>Takes values that a model leaves to the environment: list entries without value, secrets and configs.</summary>
internal static class EnvironmentResolver
{
    /// <summary>The key under which a secret's value travels until it is decoded.</summary>
    public const string SecretValueKey = "x-#value";

    public static void Apply(Node model, IReadOnlyDictionary<string, string> environment)
    {
        foreach ((_, Node service) in model.Section("services"))
        {
            if (service.Get("environment") is not { IsSequence: true } list)
            {
                continue;
            }

            for (int i = 0; i < list.Items.Count; i++)
            {
                if (list.Items[i].IsString && environment.TryGetValue(list.Items[i].Text, out string? value))
                {
                    list.Items[i] = Node.String(list.Items[i].Text + "=" + value, list.Items[i]);
                }
            }
        }

        Fill(model, "secrets", SecretValueKey, environment);
        Fill(model, "configs", "content", environment);
    }

    private static void Fill(Node model, string section, string key, IReadOnlyDictionary<string, string> environment)
    {
        foreach ((_, Node resource) in model.Section(section))
        {
            if (resource.Get("environment") is { IsString: true } variable && environment.TryGetValue(variable.Text, out string? value))
            {
                resource.Entries[key] = Node.String(value, variable);
            }
        }
    }
}
