namespace Provisioning.Projects;

/// <summary>Turns what made an operation fail into what is stored of it, and back. Secrets of the project are masked on the way.</summary>
internal static class OperationErrors
{
    private const int MaxTextLength = 4000;
    private const int MaxLines = 100;

    public static ProjectOperationError ToError(Exception exception, SecretMask mask)
    {
        string message = Text(exception is ProvisioningException ? exception.Message : $"An unexpected error ({exception.GetType().Name}): {exception.Message}", mask);
        if (exception is not ProvisioningException failure)
        {
            return new ProjectOperationError { Code = ProvisioningErrorCode.Unspecified, Message = message };
        }

        var service = failure as ServiceFailedException;
        return new ProjectOperationError
        {
            Code = failure.ErrorCode,
            Message = message,
            Step = mask.Apply(failure.Step),
            IsTransient = failure.IsTransient,
            RetryAfter = (failure as ProviderUnavailableException)?.RetryAfter,
            ServiceName = service?.ServiceName,
            ExitCode = service?.ExitCode,
            ActualState = (failure as ProjectConflictException)?.ActualState,
            RollBack = failure.RollBack,
            Details = [.. failure.Details.Take(MaxLines).Select(detail => Text(detail, mask))],
            LastLogLines = service is null ? [] : [.. service.LastLogEntries.TakeLast(MaxLines).Select(entry => Text(entry.Message, mask))],
        };
    }

    /// <summary>The exception itself, or one made from what is stored when its texts hold secrets.</summary>
    public static Exception WithoutSecrets(Exception exception, ProjectOperationError error, SecretMask mask, ProjectId projectId, string operationName)
    {
        bool leaks = mask.IsIn(exception.ToString())
            || (exception is ProvisioningException failure && failure.Details.Any(mask.IsIn))
            || (exception is ServiceFailedException service && service.LastLogEntries.Any(entry => mask.IsIn(entry.Message)));
        return leaks ? ToException(error, projectId, operationName) : exception;
    }

    public static ProvisioningException ToException(ProjectOperationError error, ProjectId projectId, string operationName)
    {
        ProvisioningErrorCode code = error.Code;
        if (code == ProvisioningErrorCode.NotFound)
        {
            return new ProjectNotFoundException(error.Message) { ProjectId = projectId, OperationName = operationName, Step = error.Step, Details = error.Details, RollBack = error.RollBack };
        }

        if (code == ProvisioningErrorCode.Conflict)
        {
            return new ProjectConflictException(error.Message) { ProjectId = projectId, OperationName = operationName, Step = error.Step, Details = error.Details, RollBack = error.RollBack, ActualState = error.ActualState };
        }

        if (code == ProvisioningErrorCode.InvalidTemplate)
        {
            return new TemplateException(error.Message) { ProjectId = projectId, OperationName = operationName, Details = error.Details, RollBack = error.RollBack };
        }

        if (code == ProvisioningErrorCode.Busy)
        {
            return new ProjectBusyException(error.Message) { ProjectId = projectId, OperationName = operationName, Details = error.Details, RollBack = error.RollBack };
        }

        if (code == ProvisioningErrorCode.Unavailable)
        {
            return new ProviderUnavailableException(error.Message) { ProjectId = projectId, OperationName = operationName, Step = error.Step, Details = error.Details, RollBack = error.RollBack, RetryAfter = error.RetryAfter };
        }

        if (code == ProvisioningErrorCode.ServiceFailed)
        {
            return new ServiceFailedException(error.Message)
            {
                ProjectId = projectId,
                OperationName = operationName,
                Step = error.Step,
                Details = error.Details,
                RollBack = error.RollBack,
                ServiceName = error.ServiceName,
                ExitCode = error.ExitCode,
                LastLogEntries = [.. error.LastLogLines.Select(line => new ProjectLogEntry { ServiceName = error.ServiceName ?? string.Empty, Message = line })],
            };
        }

        return new ProvisioningException(error.Message)
        {
            ErrorCode = code,
            ProjectId = projectId,
            OperationName = operationName,
            Step = error.Step,
            Details = error.Details,
            RollBack = error.RollBack,
            IsTransient = error.IsTransient,
        };
    }

    private static string Text(string text, SecretMask mask)
    {
        string masked = mask.Apply(text)!;
        return masked.Length <= MaxTextLength ? masked : masked[..MaxTextLength] + "...";
    }
}
