namespace Provisioning.Testing.Coolify;

/// <summary>The releases of Coolify that <see cref="FakeCoolify"/> can be. Between them, routes, methods, fields and status differ.</summary>
public enum FakeCoolifyVersion
{
    /// <summary>4.0.0: actions by GET and POST, no logs, sub-resources, tags or destinations; <c>stop</c> leaves an old status behind.</summary>
    V40 = 0,

    /// <summary>4.1.2: as 4.0, and a bad key of a variable is an error of the server.</summary>
    V41,

    /// <summary>4.2.0: actions by POST only; logs, sub-resources, tags and destinations exist.</summary>
    V42,

    /// <summary>4.3.11: as 4.2, and <c>stop</c> writes its status at once.</summary>
    V43,
}
