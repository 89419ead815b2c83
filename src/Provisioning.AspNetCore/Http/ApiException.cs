namespace Provisioning.AspNetCore;

/// <summary>A request that cannot be carried out as it was sent. Its message goes to the client and has no value of the request in it.</summary>
#pragma warning disable CA1064 // never leaves this assembly
internal sealed class ApiException(int statusCode, string code, string message) : Exception(message)
#pragma warning restore CA1064
{
    public const string InvalidArguments = "invalid_arguments";
    public const string InternalError = "internal_error";
    public const string ConfirmationNeeded = "confirmation_needed";

    public int StatusCode { get; } = statusCode;

    public string Code { get; } = code;

    public static ApiException Malformed(string message) => new(400, InvalidArguments, message);

    public static ApiException Invalid(string message) => new(422, InvalidArguments, message);
}
