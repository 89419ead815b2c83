namespace Provisioning.ConsoleApp;

/// <summary>The arguments are wrong in a way that the parser could not see.</summary>
internal sealed class UsageException(string message, Exception? innerException = null) : Exception(message, innerException);
