using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Loading;

/// <summary>Collects warnings, up to a limit.</summary>
internal sealed class ComposeWarnings
{
    private const int Limit = 1_000;

    public List<ComposeWarning> Items { get; } = [];

    public void Add(string code, string message, Node? at = null) =>
        Add(code, message, at?.File is null ? null : new ComposeSourceLocation(at.File.Name, at.Line, at.Column));

    public void Add(string code, string message, ComposeSourceLocation? location)
    {
        if (Items.Count < Limit)
        {
            Items.Add(new ComposeWarning { Code = code, Message = message, Location = location });
        }
    }
}
