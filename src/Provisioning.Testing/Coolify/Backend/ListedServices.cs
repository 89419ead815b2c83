namespace Provisioning.Testing.Coolify.Backend;

/// <summary>Services as they stand in lists.</summary>
internal static class ListedServices
{
    /// <summary>Gives a service of a list as text; made anew only when something in it has changed.</summary>
    public static string Text(CoolifyInstance instance, ServiceRow service, bool sensitive)
    {
        var stamp = default(HashCode);
        stamp.Add(service.UpdatedAt);
        stamp.Add(service.Name, StringComparer.Ordinal);
        stamp.Add(service.Description, StringComparer.Ordinal);
        stamp.Add(service.Compose, StringComparer.Ordinal);
        stamp.Add(service.ConfigHash, StringComparer.Ordinal);
        stamp.Add(service.ConnectsToNetwork);
        stamp.Add(service.Deployments.Count);
        FakeCoolifyServer server = service.Server.Settings;
        stamp.Add((server.IsReachable, server.IsUsable, server.IsBuildServer, server.DeleteUnusedVolumes, server.WildcardDomain));
        foreach (SubResourceRow sub in service.SubResources)
        {
            stamp.Add((sub.Status, sub.LastOnlineAt, sub.UpdatedAt, sub.IsExcluded, sub.Fqdn, sub.Image, sub.Ports));
        }

        int now = stamp.ToHashCode();
        if (service.Listed.Text is null || service.Listed.Stamp != now || service.Listed.Sensitive != sensitive)
        {
            service.Listed = (now, sensitive, Shapes.Listed(instance, service, sensitive).ToJsonString());
        }

        return service.Listed.Text;
    }
}
