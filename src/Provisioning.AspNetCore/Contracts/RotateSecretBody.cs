namespace Provisioning.AspNetCore;

/// <summary>What <c>POST /projects/{id}/secrets/{name}/rotate</c> may take.</summary>
internal sealed class RotateSecretBody
{
    /// <summary>Gets the new value; left out, one is generated.</summary>
    public Secret? Value { get; init; }

    /// <summary>Gets whether the project, and its record, go back to the last good revision when it fails.</summary>
    public bool RollBack { get; init; }
}
