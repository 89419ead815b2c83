namespace Provisioning.ConsoleApp;

/// <summary>The user answered a question with no.</summary>
internal sealed class DeclinedException(string message) : Exception(message);
