using Provisioning.Compose;

namespace Provisioning.ConsoleApp;

/// <summary>The environment of the process and, under it, the <c>.env</c> of the working directory.</summary>
internal sealed class AppEnvironment
{
    public const string FileName = ".env";

    private readonly IReadOnlyDictionary<string, string> _process;

    private AppEnvironment(IReadOnlyDictionary<string, string> process, IReadOnlyDictionary<string, string> file)
    {
        _process = process;
        File = file;
    }

    /// <summary>Gets what the <c>.env</c> says.</summary>
    public IReadOnlyDictionary<string, string> File { get; }

    public static AppEnvironment Load(ConsoleIo io)
    {
        string path = Path.Combine(io.WorkingDirectory, FileName);
        try
        {
            return new AppEnvironment(
                io.Environment,
                System.IO.File.Exists(path)
                    ? DotEnv.Parse(System.IO.File.ReadAllText(path), name => io.Environment.GetValueOrDefault(name))
                    : new Dictionary<string, string>());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new ConfigurationException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    public string? Find(string name) => _process.GetValueOrDefault(name) ?? File.GetValueOrDefault(name);
}
