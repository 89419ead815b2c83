namespace Provisioning.Compose;

/// <summary>Which part of a Compose file mounts a template's file.</summary>
public enum TemplateMountKind
{
    /// <summary>A bind mount of a path in the template.</summary>
    Bind = 0,

    /// <summary>An entry of the service's <c>configs</c>.</summary>
    Config,

    /// <summary>An entry of the service's <c>secrets</c>.</summary>
    Secret,
}
