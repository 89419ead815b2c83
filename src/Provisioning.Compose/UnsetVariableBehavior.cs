namespace Provisioning.Compose;

/// <summary>What happens when a file uses a variable that has neither a value nor a default.</summary>
public enum UnsetVariableBehavior
{
    /// <summary>It is the empty string and a warning tells so, as with Docker Compose.</summary>
    Warn,

    /// <summary>It is an error; the error lists every such variable with every place.</summary>
    Error,
}
