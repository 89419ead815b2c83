namespace Provisioning.Testing.Conformance;

/// <summary>The templates that the conformance suite provisions. <see cref="ProviderConformanceFixture.CreateTemplate"/> makes them.</summary>
/// <remarks>
/// Every template has the volume <c>data</c>, the variable <c>GREETING</c> (default <c>hello</c>), the generated secret <c>APP_SECRET</c>, and the endpoints
/// <c>app</c> (plain) and <c>private</c> (with the secret in its address). Services get <c>GREETING</c> and <c>APP_SECRET</c> in their environment,
/// and write <c>NAME says hello</c> to standard output and <c>NAME complains</c> to standard error when they start, NAME being theirs.
/// </remarks>
public enum ConformanceTemplate
{
    /// <summary>One service, <c>app</c>, without a health check: the quickest to bring up.</summary>
    Minimal = 0,

    /// <summary><see cref="Minimal"/> with another environment variable in <c>app</c>, and template version 2.</summary>
    MinimalChanged,

    /// <summary>Two services: <c>db</c> with the volume and a health check, and <c>app</c>, which waits for it to be healthy.</summary>
    Standard,

    /// <summary><see cref="Standard"/> with another environment variable in <c>app</c> only, and template version 2.</summary>
    StandardChanged,

    /// <summary>One service, <c>app</c>, that becomes healthy only after <see cref="ProviderConformanceFixture.ReleaseAsync"/>.</summary>
    Gated,

    /// <summary>One service, <c>app</c>, that writes <c>last words</c> to standard error and exits with 3.</summary>
    Failing,

    /// <summary>One service, <c>app</c>, whose health check always fails.</summary>
    Unhealthy,

    /// <summary>Not valid, twice: <c>app</c> uses an undefined volume and depends on an undefined service.</summary>
    Invalid,

    /// <summary><see cref="Minimal"/> which needs the value <c>REQUIRED</c>, for which there is no default.</summary>
    MissingValue,
}
