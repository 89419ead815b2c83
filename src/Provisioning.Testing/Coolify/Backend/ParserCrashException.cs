namespace Provisioning.Testing.Coolify.Backend;

/// <summary>Coolify's parser ends with an exception: the client gets a 500, and what was saved before stays.</summary>
#pragma warning disable CA1032, CA1064 // It never leaves the instance.
internal sealed class ParserCrashException : Exception;
#pragma warning restore CA1032, CA1064
