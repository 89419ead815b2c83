namespace Provisioning.ConsoleApp;

/// <summary>Where log lines go. Disposing ends the document, also when reading failed.</summary>
internal interface ILogOutput : IDisposable
{
    void Write(ProjectLogEntry entry);

    /// <summary>Says that everything was written; without it, a document of no entries is not begun.</summary>
    void Complete();
}
