namespace Provisioning.Projects;

/// <summary>What the reconciler does about projects that differ from what they shall be.</summary>
public enum ProjectReconcilerMode
{
    /// <summary>It does not look. What dead hosts left is finished or abandoned all the same.</summary>
    Off = 0,

    /// <summary>It looks, and says so: in the record, the log, the metrics and the events.</summary>
    Report,

    /// <summary>It looks, says so, and makes them what they shall be.</summary>
    Heal,
}
