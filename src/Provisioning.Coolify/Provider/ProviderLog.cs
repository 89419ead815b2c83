using Microsoft.Extensions.Logging;

namespace Provisioning.Coolify;

// Event ids 3100 to 3199 are the provider's.
internal static partial class ProviderLog
{
    [LoggerMessage(EventId = 3100, EventName = "CoolifyFailureNotRecorded", Level = LogLevel.Warning, Message = "That '{OperationName}' of project '{ProjectId}' failed could not be written into its description")]
    public static partial void FailureNotRecorded(ILogger logger, Exception exception, string operationName, ProjectId projectId);

    [LoggerMessage(EventId = 3101, EventName = "AnswerLost", Level = LogLevel.Warning, Message = "The answer to the creation of project '{ProjectId}' was lost; it is looked for")]
    public static partial void AnswerLost(ILogger logger, Exception exception, ProjectId projectId);

    [LoggerMessage(EventId = 3102, EventName = "ServiceAdopted", Level = LogLevel.Information, Message = "Project '{ProjectId}' is carried on with the Coolify service {Uuid}, which a lost request made")]
    public static partial void ServiceAdopted(ILogger logger, ProjectId projectId, string uuid);

    [LoggerMessage(EventId = 3103, EventName = "ShellRemoved", Level = LogLevel.Information, Message = "The Coolify service {Uuid} of project '{ProjectId}' holds nothing and is removed")]
    public static partial void ShellRemoved(ILogger logger, string uuid, ProjectId projectId);

    [LoggerMessage(EventId = 3104, EventName = "DuplicateKept", Level = LogLevel.Warning, Message = "Project '{ProjectId}' has a second Coolify service, {Uuid}, that was deployed and may hold data; the older one is used. Look at it in Coolify and delete the one that is not needed")]
    public static partial void DuplicateKept(ILogger logger, ProjectId projectId, string uuid);

    [LoggerMessage(EventId = 3105, EventName = "CoolifyTemplateWarning", Level = LogLevel.Warning, Message = "Template of project '{ProjectId}': {Problem}")]
    public static partial void TemplateWarning(ILogger logger, ProjectId projectId, string problem);

    [LoggerMessage(EventId = 3106, EventName = "ContainerNotExcluded", Level = LogLevel.Information, Message = "Container '{ContainerName}' of project '{ProjectId}' is no longer in the template, and this Coolify cannot leave it out of the status: its pages show the project as degraded")]
    public static partial void ContainerNotExcluded(ILogger logger, string containerName, ProjectId projectId);

    [LoggerMessage(EventId = 3107, EventName = "VolumesInDanger", Level = LogLevel.Warning, Message = "Project '{ProjectId}' is archived on server '{ServerName}', whose clean-up removes unused volumes: its data will be lost")]
    public static partial void VolumesInDanger(ILogger logger, ProjectId projectId, string serverName);

    [LoggerMessage(EventId = 3108, EventName = "PurgeNotProven", Level = LogLevel.Information, Message = "Coolify no longer shows project '{ProjectId}'; that its containers and volumes are gone from the server cannot be seen through its API")]
    public static partial void PurgeNotProven(ILogger logger, ProjectId projectId);

    [LoggerMessage(EventId = 3109, EventName = "VariablesNotRemoved", Level = LogLevel.Warning, Message = "Variables that project '{ProjectId}' no longer needs could not be removed from Coolify: {Names}")]
    public static partial void VariablesNotRemoved(ILogger logger, Exception exception, ProjectId projectId, string names);

    [LoggerMessage(EventId = 3110, EventName = "PurgeIncomplete", Level = LogLevel.Warning, Message = "A service of project '{ProjectId}' left its template, and no image of the others is known: Coolify will remove none of its containers from the server. Look there")]
    public static partial void PurgeIncomplete(ILogger logger, ProjectId projectId);
}
