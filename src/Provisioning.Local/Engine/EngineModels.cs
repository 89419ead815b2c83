namespace Provisioning.Local.Engine;

#pragma warning disable MA0048 // small records of one interface, read together

internal sealed record EngineInfo(string Version, Version ApiVersion, string? Name, bool IsLocal);

internal sealed record EngineExecResult(long ExitCode, string Output);

internal sealed record EnginePullProgress(string Reference, string? LayerId, string Status, long? Current, long? Total);

// IsContinued: the line was longer than the limit and goes on in the next entry of the same source
internal sealed record EngineLogLine(DateTimeOffset? Timestamp, ProjectLogSource Source, string Message, bool IsContinued = false);

internal sealed record EngineLogOptions(bool Follow = false, int? Tail = null, DateTimeOffset? Since = null, DateTimeOffset? Until = null);

// Action: for instance start, die, destroy, "health_status: healthy"
internal sealed record EngineEvent(string ContainerId, string Action, IReadOnlyDictionary<string, string> Attributes, DateTimeOffset Time);
