namespace Provisioning.Testing.Coolify;

/// <summary>What goes wrong with a request.</summary>
public enum FakeCoolifyFaultKind
{
    /// <summary>The connection is closed before the request did anything.</summary>
    DropBefore = 0,

    /// <summary>The request does its work and the connection is closed instead of an answer.</summary>
    DropAfter,

    /// <summary>The work is done and the answer comes after <see cref="FakeCoolifyFault.Delay"/>.</summary>
    Delay,

    /// <summary>The answer has <see cref="FakeCoolifyFault.StatusCode"/> and the JSON that Coolify sends with it; no work is done.</summary>
    Status,

    /// <summary>The work is done, and the answer has <see cref="FakeCoolifyFault.StatusCode"/> all the same.</summary>
    StatusAfter,

    /// <summary>A proxy answers 502 with a page; no work is done.</summary>
    BadGatewayPage,

    /// <summary>The work is done and half of the answer's JSON arrives.</summary>
    TruncatedJson,

    /// <summary>Something else than Coolify answers 200 with a page; no work is done.</summary>
    SuccessPage,
}
