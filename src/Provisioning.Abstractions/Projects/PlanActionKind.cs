namespace Provisioning;

/// <summary>What an action of a plan does.</summary>
public enum PlanActionKind
{
    /// <summary>Makes something new.</summary>
    Create = 0,

    /// <summary>Changes something in place.</summary>
    Update,

    /// <summary>Removes something and makes it anew; data in volumes stays.</summary>
    Replace,

    /// <summary>Removes something that the template no longer has.</summary>
    Remove,

    /// <summary>Starts something that is there.</summary>
    Start,

    /// <summary>Restarts something because of what it depends on.</summary>
    Restart,

    /// <summary>Fetches an image.</summary>
    Pull,
}
