namespace Provisioning.Projects;

/// <summary>Why the work of an operation is stopped.</summary>
internal enum StopReason
{
    None = 0,
    Cancelled,
    TimedOut,
    LeaseLost,
    HandedOver,
}
