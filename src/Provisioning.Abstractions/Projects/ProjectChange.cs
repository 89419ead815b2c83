namespace Provisioning;

/// <summary>What an operation did to a project.</summary>
public enum ProjectChange
{
    /// <summary>Nothing had to be done, or the project was only looked up.</summary>
    Unchanged = 0,

    /// <summary>The project was created.</summary>
    Created,

    /// <summary>The project was made equal to the request, started, stopped, archived or restored.</summary>
    Updated,
}
