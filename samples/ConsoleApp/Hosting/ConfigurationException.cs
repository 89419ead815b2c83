namespace Provisioning.ConsoleApp;

/// <summary>A configuration file cannot be read.</summary>
internal sealed class ConfigurationException(string message, Exception innerException) : Exception(message, innerException);
