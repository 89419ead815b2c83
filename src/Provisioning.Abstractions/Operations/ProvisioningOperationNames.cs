namespace Provisioning;

/// <summary>The names of operations as they stand in errors, progress, logs and telemetry.</summary>
public static class ProvisioningOperationNames
{
    /// <summary><see cref="IProvisioningProvider.ProvisionAsync"/>.</summary>
    public const string Provision = "provision";

    /// <summary><see cref="IProvisioningProvider.StartAsync"/>.</summary>
    public const string Start = "start";

    /// <summary><see cref="IProvisioningProvider.StopAsync"/>.</summary>
    public const string Stop = "stop";

    /// <summary><see cref="IProvisioningProvider.DeleteAsync"/>.</summary>
    public const string Delete = "delete";

    /// <summary><see cref="IProvisioningProvider.RestoreAsync"/>.</summary>
    public const string Restore = "restore";

    /// <summary><see cref="IProvisioningProvider.PurgeAsync"/>.</summary>
    public const string Purge = "purge";

    /// <summary><see cref="IProvisioningProvider.PlanAsync"/>.</summary>
    public const string Plan = "plan";

    /// <summary><see cref="IProvisioningProvider.FindAsync"/>.</summary>
    public const string Find = "find";

    /// <summary><see cref="IProvisioningProvider.GetStatusAsync"/>.</summary>
    public const string Status = "status";

    /// <summary><see cref="IProvisioningProvider.ListAsync"/>.</summary>
    public const string List = "list";

    /// <summary><see cref="IProvisioningProvider.ReadLogsAsync"/>.</summary>
    public const string Logs = "logs";

    /// <summary>Re-provisioning from the stored revision and secrets, by the project service.</summary>
    public const string Repair = "repair";
}
