namespace Provisioning.AspNetCore;

/// <summary>One server-sent event: its type, and its data as JSON on one line.</summary>
internal readonly record struct ServerEvent(string Type, ReadOnlyMemory<byte> Data)
{
    public const string Progress = "progress";
    public const string Operation = "operation";
    public const string Drift = "drift";
    public const string Log = "log";
    public const string Problem = "problem";
}
