namespace Provisioning;

/// <summary>Where a service wrote a log line.</summary>
public enum ProjectLogSource
{
    /// <summary>The backend does not say.</summary>
    Unknown = 0,

    /// <summary>Standard output.</summary>
    StandardOutput,

    /// <summary>Standard error.</summary>
    StandardError,
}
