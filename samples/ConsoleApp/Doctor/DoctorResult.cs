namespace Provisioning.ConsoleApp;

/// <summary>What a check of <c>doctor</c> came to.</summary>
internal static class DoctorResult
{
    public const string Ok = "ok";
    public const string Warning = "warning";
    public const string Failed = "failed";
}
