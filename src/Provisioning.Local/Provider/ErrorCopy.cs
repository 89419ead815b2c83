namespace Provisioning.Local;

/// <summary>Copies of errors with another message: what an exception says cannot be changed once it is made.</summary>
internal static class ErrorCopy
{
    /// <summary>
    /// Returns the error, or a copy in which every text is masked, if anything of it holds a secret: message, details, log lines, causes. The last guard; whoever quotes something masks it first.
    /// </summary>
    public static Exception Masked(Exception exception, SecretMasker masker)
    {
        if (exception is not ProvisioningException failure || !HoldsSecret(failure, masker))
        {
            return exception;
        }

        // Causes are kept as text: their types are of no use to a caller, and their properties may quote the same.
        Exception? cause = failure.InnerException is { } inner ? new InvalidOperationException(masker.Mask($"{inner.GetType().Name}: {inner.Message}")) : null;
        return Of(failure, masker.Mask(failure.Message), cause, masker.Mask, failure.RollBack);
    }

    public static ProvisioningException Of(ProvisioningException failure, string message, Exception? cause, Func<string, string> text, RollBackOutcome outcome)
    {
        string[] details = [.. failure.Details.Select(text)];
        return failure switch
        {
            ServiceFailedException service => new ServiceFailedException(message, cause)
            {
                ErrorCode = failure.ErrorCode,
                ProviderName = failure.ProviderName,
                ProjectId = failure.ProjectId,
                OperationName = failure.OperationName,
                Step = failure.Step,
                IsTransient = failure.IsTransient,
                Details = details,
                RollBack = outcome,
                ServiceName = service.ServiceName,
                ExitCode = service.ExitCode,
                LastLogEntries =
                [
                    .. service.LastLogEntries.Select(entry => new ProjectLogEntry { ServiceName = entry.ServiceName, Timestamp = entry.Timestamp, Source = entry.Source, Message = text(entry.Message) }),
                ],
            },
            ProviderUnavailableException unavailable => new ProviderUnavailableException(message, cause)
            {
                ErrorCode = failure.ErrorCode,
                ProviderName = failure.ProviderName,
                ProjectId = failure.ProjectId,
                OperationName = failure.OperationName,
                Step = failure.Step,
                IsTransient = failure.IsTransient,
                Details = details,
                RollBack = outcome,
                RetryAfter = unavailable.RetryAfter,
            },
            ProjectConflictException conflict => new ProjectConflictException(message, cause)
            {
                ErrorCode = failure.ErrorCode,
                ProviderName = failure.ProviderName,
                ProjectId = failure.ProjectId,
                OperationName = failure.OperationName,
                Step = failure.Step,
                IsTransient = failure.IsTransient,
                Details = details,
                RollBack = outcome,
                ActualState = conflict.ActualState,
            },
            TemplateException template => new TemplateException(message, cause)
            {
                ErrorCode = failure.ErrorCode,
                ProviderName = failure.ProviderName,
                ProjectId = failure.ProjectId,
                OperationName = failure.OperationName,
                Step = failure.Step,
                IsTransient = failure.IsTransient,
                Details = details,
                RollBack = outcome,
                Problems = [.. template.Problems.Select(problem => Copy(problem, text))],
            },
            _ => new ProvisioningException(message, cause)
            {
                ErrorCode = failure.ErrorCode,
                ProviderName = failure.ProviderName,
                ProjectId = failure.ProjectId,
                OperationName = failure.OperationName,
                Step = failure.Step,
                IsTransient = failure.IsTransient,
                Details = details,
                RollBack = outcome,
            },
        };
    }

    private static bool HoldsSecret(ProvisioningException failure, SecretMasker masker)
    {
        for (Exception? inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (masker.Finds(inner.Message) || (inner is ProvisioningException item && item.Details.Any(masker.Finds)) || (inner is ServiceFailedException service && service.LastLogEntries.Any(entry => masker.Finds(entry.Message)))
                || (inner is TemplateException template && template.Problems.Any(problem => Texts(problem).Any(masker.Finds))))
            {
                return true;
            }
        }

        return false;
    }

    private static TemplateProblem Copy(TemplateProblem problem, Func<string, string> text) => new()
    {
        Code = problem.Code,
        Message = text(problem.Message),
        File = problem.File is { } file ? text(file) : null,
        Line = problem.Line,
        Column = problem.Column,
        Path = problem.Path is { } path ? text(path) : null,
    };

    private static IEnumerable<string> Texts(TemplateProblem problem) => [problem.Message, problem.File ?? string.Empty, problem.Path ?? string.Empty];
}
