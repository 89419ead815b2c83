namespace Provisioning;

/// <summary>What became of a project whose provisioning failed, with <see cref="FailurePolicy.RollBack"/>.</summary>
public enum RollBackOutcome
{
    /// <summary>There was no roll-back: it was not asked for, nothing had been changed yet, or the project has no good revision to go back to.</summary>
    None = 0,

    /// <summary>The project runs as its last good revision again.</summary>
    Done,

    /// <summary>The roll-back failed as well. The good revision is the accepted one, so that starting the project goes on with it.</summary>
    Failed,
}
