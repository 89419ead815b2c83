namespace Provisioning.Coolify;

/// <summary>Turns what the client throws into what every provider throws. The one place for it.</summary>
internal static class ErrorTranslator
{
    public static Exception Translate(CoolifyApiException exception, string providerName, ProjectId? projectId, string operationName, string? step)
    {
        string[] details = [.. Details(exception)];
        switch (exception.Kind)
        {
            case CoolifyErrorKind.Unauthenticated or CoolifyErrorKind.MissingAbility or CoolifyErrorKind.MissingRole or CoolifyErrorKind.ApiDisabled
                or CoolifyErrorKind.AddressNotAllowed or CoolifyErrorKind.Forbidden:
                return new ProviderUnavailableException(exception.Message, exception)
                {
                    ErrorCode = ProvisioningErrorCode.AccessDenied,
                    IsTransient = false,
                    ProviderName = providerName,
                    ProjectId = projectId,
                    OperationName = operationName,
                    Step = step,
                    Details = details,
                };
            case CoolifyErrorKind.RateLimited or CoolifyErrorKind.GatewayError or CoolifyErrorKind.TimedOut or CoolifyErrorKind.ConnectionFailed or CoolifyErrorKind.TlsFailed
                or CoolifyErrorKind.Redirected or CoolifyErrorKind.InvalidAnswer:
                return new ProviderUnavailableException(exception.Message, exception)
                {
                    IsTransient = exception.IsTransient,
                    RetryAfter = exception.RetryAfter,
                    ProviderName = providerName,
                    ProjectId = projectId,
                    OperationName = operationName,
                    Step = step,
                    Details = details,
                };
            case CoolifyErrorKind.DomainConflict:
                string holders = string.Join(", ", exception.Conflicts.Select(Holder));
                return new ProjectConflictException(
                    $"A domain of project '{projectId}' is held by somebody else: {(holders.Length > 0 ? holders : exception.ServerMessage ?? "Coolify does not say by whom")}. Choose another domain, take it away there, or set ForceDomainOverride.",
                    exception)
                {
                    ProviderName = providerName,
                    ProjectId = projectId,
                    OperationName = operationName,
                    Step = step,
                    Details = details,
                };
            default:
                return new ProvisioningException(exception.Message, exception)
                {
                    ErrorCode = exception.ErrorCode,
                    IsTransient = exception.IsTransient,
                    ProviderName = providerName,
                    ProjectId = projectId,
                    OperationName = operationName,
                    Step = step,
                    Details = details,
                };
        }
    }

    private static string Holder(CoolifyDomainConflict conflict) =>
        $"{conflict.Domain} by {conflict.ResourceType ?? "resource"} '{conflict.ResourceName ?? conflict.ResourceUuid ?? "unknown"}'";

    private static IEnumerable<string> Details(CoolifyApiException exception)
    {
        foreach ((string field, IReadOnlyList<string> errors) in exception.Errors)
        {
            yield return field.Length == 0 ? string.Join(" ", errors) : $"{field}: {string.Join(" ", errors)}";
        }

        foreach (CoolifyDomainConflict conflict in exception.Conflicts.Where(static conflict => conflict.Message is not null))
        {
            yield return conflict.Message!;
        }

        foreach (string detail in exception.Details)
        {
            yield return detail;
        }
    }
}
