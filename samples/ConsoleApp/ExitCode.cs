namespace Provisioning.ConsoleApp;

/// <summary>What the process ends with. Scripts rely on these numbers.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUse = 2;
    public const int NotFound = 3;
    public const int Conflict = 4;
    public const int Unreachable = 5;
    public const int TimedOut = 6;

    /// <summary>128 + SIGINT: what a shell reports for a program that Ctrl+C ended.</summary>
    public const int Cancelled = 130;
}
