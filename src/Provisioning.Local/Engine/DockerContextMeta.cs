namespace Provisioning.Local.Engine;

/// <summary>What a docker context says about the engine.</summary>
internal sealed record DockerContextMeta(string Host, bool SkipTlsVerify, string? CertificateDirectory);
