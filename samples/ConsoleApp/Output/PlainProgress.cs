namespace Provisioning.ConsoleApp;

/// <summary>Progress as lines, one where a step begins or ends.</summary>
internal sealed class PlainProgress(TextWriter writer) : IProgress<ProvisioningProgress>
{
    private readonly Lock _lock = new();

    public void Report(ProvisioningProgress value)
    {
        if (value.State == ProvisioningProgressState.Running)
        {
            return;
        }

        string subject = value.Subject is null ? string.Empty : " " + value.Subject;
        string message = value.Message is null ? string.Empty : $" ({value.Message})";
        lock (_lock)
        {
            writer.WriteLine(TerminalText.Clean($"{value.Step}{subject}: {Documents.Name(value.State)}{message}"));
        }
    }
}
