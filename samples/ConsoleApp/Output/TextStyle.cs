namespace Provisioning.ConsoleApp;

/// <summary>Colours, where they are wanted.</summary>
internal sealed class TextStyle
{
    private readonly bool _colours;

    private TextStyle(bool colours) => _colours = colours;

    /// <summary>Returns colours for a terminal, unless NO_COLOR (no-color.org) is set or the terminal is dumb.</summary>
    public static TextStyle For(ConsoleIo io, bool isTerminal) => new(
        isTerminal && string.IsNullOrEmpty(io.Environment.GetValueOrDefault("NO_COLOR")) && io.Environment.GetValueOrDefault("TERM") != "dumb");

    public string Red(string text) => Paint(text, 31);

    public string Green(string text) => Paint(text, 32);

    public string Yellow(string text) => Paint(text, 33);

    public string Bold(string text) => Paint(text, 1);

    /// <summary>Paints a state: green for good, yellow for on its way, red for bad.</summary>
    public string State(string state) => state switch
    {
        "running" or "healthy" or "ok" or "succeeded" => Green(state),
        "failed" or "unhealthy" or "dead" or "degraded" => Red(state),
        "provisioning" or "starting" or "restarting" or "warning" or "unknown" => Yellow(state),
        _ => state,
    };

    private string Paint(string text, int code) => _colours ? $"\e[{code}m{text}\e[0m" : text;
}
