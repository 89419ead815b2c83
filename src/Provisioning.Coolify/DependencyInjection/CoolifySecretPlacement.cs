namespace Provisioning.Coolify;

/// <summary>Where the values of a project's secrets and variables are kept at Coolify.</summary>
public enum CoolifySecretPlacement
{
    /// <summary>
    /// One variable of the service for each value, encrypted and masked by Coolify. Coolify hands every variable to every container of the stack, and cannot carry
    /// values with <c>'</c>, a <c>\</c> at the end, or white space at an end: such a value is refused before anything is sent.
    /// </summary>
    Variables,

    /// <summary>
    /// Written into the Compose text, into just the container that uses it: every character arrives as it is, and a project is made with one request. The text can be
    /// read in Coolify's pages by its team, and through the API with the ability <c>read:sensitive</c>.
    /// </summary>
    Inline,
}
