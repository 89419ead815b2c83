namespace Provisioning;

/// <summary>What an operation does when another one runs on the same project.</summary>
public enum BusyBehavior
{
    /// <summary>Throws <see cref="ProjectBusyException"/>.</summary>
    Fail = 0,

    /// <summary>Waits for its turn, at most as long as the operation's timeout.</summary>
    Wait,
}
