namespace Provisioning.Testing.Coolify.Backend;

// What runs in Coolify's queues: none of it reports to anybody.
internal sealed partial class CoolifyInstance
{
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RemovalTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan UnreachableTime = TimeSpan.FromSeconds(30);

    public void QueueStart(ServiceRow service) => Schedule(QueueDelay, () => StartNow(service));

    /// <summary>Begins a deployment at once, as <c>/deploy</c> does.</summary>
    /// <returns>Whether it could begin.</returns>
    public bool StartNow(ServiceRow service)
    {
        if (service.IsRemoved || !service.Server.Settings.IsReachable)
        {
            return false;
        }

        try
        {
            new Deployment(this, service).Begin();
            return true;
        }
        catch (ParserCrashException)
        {
            return false;
        }
    }

    public void QueueStop(ServiceRow service, bool cleanUpImages) => Schedule(QueueDelay, () => Stop(service, cleanUpImages, Nothing));

    public void QueueRestart(ServiceRow service, bool latest)
    {
        if (latest)
        {
            QueueStart(service);
        }
        else
        {
            Schedule(QueueDelay, () => Stop(service, cleanUpImages: false, () => Schedule(TimeSpan.FromSeconds(0.9), () => StartNow(service)), writesStatus: true));
        }
    }

    public void QueueDeletion(ServiceRow service, bool volumes, bool networks, bool cleanUpImages) => Schedule(QueueDelay, () =>
    {
        if (service.IsRemoved)
        {
            return;
        }

        if (!service.Server.Settings.IsReachable)
        {
            Schedule(UnreachableTime, () => Forget(service));
            return;
        }

        Stop(
            service,
            cleanUpImages,
            () => Schedule(RemovalTime, () =>
            {
                // A container that could not be removed keeps its volumes and its network.
                if (!service.Containers.Any())
                {
                    foreach (string volume in volumes ? service.Storages.Select(static storage => storage.Name) : [])
                    {
                        service.Server.Volumes.Remove(volume);
                    }

                    if (networks)
                    {
                        service.Server.Networks.Remove(service.Uuid);
                    }
                }

                Forget(service);
            }),
            writesStatus: true);
    });

    public void Forget(ServiceRow service)
    {
        service.IsRemoved = true;
        CancelDeployments(service);
        Services.Remove(service.Uuid);
    }

    private static void CancelDeployments(ServiceRow service)
    {
        foreach (Deployment deployment in service.Deployments.ToList())
        {
            deployment.End();
        }
    }

    private static void Nothing()
    {
        // There is nothing after it.
    }

    private void Stop(ServiceRow service, bool cleanUpImages, Action then, bool writesStatus = false)
    {
        if (service.IsRemoved || !service.Server.Settings.IsReachable)
        {
            return;
        }

        CancelDeployments(service);
        TimeSpan time = service.Containers.Any(static container => container.Behavior.IgnoresStopSignal) ? StopGrace : StopTime;
        Schedule(time, () =>
        {
            List<ContainerRow> containers = [.. service.Containers];
            bool complete = service.SubResources.TrueForAll(sub => containers.Exists(container => container.Plan.Name == sub.Name));
            foreach (ContainerRow container in containers)
            {
                // One command stops all that Coolify has a record of, also of what left the Compose file; when a container is missing it fails, and the command that removes them does not run.
                if (complete)
                {
                    service.Server.Containers.Remove(container.Name);
                }
                else
                {
                    container.IsStopped = true;
                }
            }

            if (writesStatus || Options.Version >= FakeCoolifyVersion.V43)
            {
                foreach (SubResourceRow sub in service.SubResources)
                {
                    // A status that changes moves the time of the last look, whatever it changes to.
                    sub.LastOnlineAt = sub.Status == "exited" ? sub.LastOnlineAt : Now;
                    sub.Status = "exited";
                    sub.UpdatedAt = Now;
                }
            }

            if (cleanUpImages)
            {
                service.Server.ImageCleanups++;
            }

            then();
        });
    }
}
