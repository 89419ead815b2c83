namespace Provisioning.Projects;

/// <summary>The error codes that the project service adds.</summary>
public static class ProjectErrorCodes
{
    /// <summary>The project has no stored secrets, so it cannot be repaired with them.</summary>
    public static ProvisioningErrorCode SecretsNotStored { get; } = new("secrets_not_stored");

    /// <summary>The stored secrets cannot be decrypted: the keys that encrypted them are not there, or the record was changed.</summary>
    public static ProvisioningErrorCode KeysLost { get; } = new("keys_lost");

    /// <summary>The project has no secret of that name.</summary>
    public static ProvisioningErrorCode SecretNotFound { get; } = new("secret_not_found");

    /// <summary>There is no operation of that id.</summary>
    public static ProvisioningErrorCode OperationNotFound { get; } = new("operation_not_found");

    /// <summary>The operation id was used for another request.</summary>
    public static ProvisioningErrorCode OperationIdReused { get; } = new("operation_id_reused");

    /// <summary>The operation was stopped because somebody asked for it.</summary>
    public static ProvisioningErrorCode Cancelled { get; } = new("cancelled");

    /// <summary>The operation was cut off when its host died, and its deadline is over.</summary>
    public static ProvisioningErrorCode Abandoned { get; } = new("abandoned");

    /// <summary>The store cannot be reached, or refuses.</summary>
    public static ProvisioningErrorCode StoreUnavailable { get; } = new("store_unavailable");
}
