namespace Provisioning.Projects;

/// <summary>What an operation of the project service does.</summary>
public enum ProjectOperationKind
{
    /// <summary><see cref="IProjectService.CreateAsync"/>.</summary>
    Create = 0,

    /// <summary><see cref="IProjectService.UpdateAsync"/>.</summary>
    Update,

    /// <summary><see cref="IProjectService.StartAsync"/>.</summary>
    Start,

    /// <summary><see cref="IProjectService.StopAsync"/>.</summary>
    Stop,

    /// <summary><see cref="IProjectService.DeleteAsync"/>.</summary>
    Delete,

    /// <summary><see cref="IProjectService.RestoreAsync"/>.</summary>
    Restore,

    /// <summary><see cref="IProjectService.PurgeAsync"/>.</summary>
    Purge,

    /// <summary><see cref="IProjectService.RepairAsync"/>.</summary>
    Repair,

    /// <summary><see cref="IProjectService.RotateSecretAsync"/>.</summary>
    RotateSecret,
}
