using System.CommandLine;

namespace Provisioning.ConsoleApp;

/// <summary>The options that every command has.</summary>
internal sealed class CommonOptions
{
    private const string Table = "table";
    private const string JsonFormat = "json";

    public CommonOptions()
    {
        Output.AcceptOnlyFromAmong(Table, JsonFormat);
        Provider.CompletionSources.Add("local", "coolify");
    }

    public Option<string?> Provider { get; } = new("--provider")
    {
        Description = "The provider: local or coolify. Default: what the configuration says.",
        HelpName = "local|coolify",
        Recursive = true,
    };

    public Option<string> Output { get; } = new("--output", "-o")
    {
        Description = "table for people, json for programs: one document on standard output.",
        HelpName = "table|json",
        DefaultValueFactory = _ => Table,
        Recursive = true,
    };

    public Option<bool> Verbose { get; } = new("--verbose") { Description = "Writes logs to standard error.", Recursive = true };

    public Option<bool> Yes { get; } = new("--yes", "-y") { Description = "Answers yes to every question.", Recursive = true };

    /// <summary>Returns whether JSON is asked for, from arguments that could not be parsed.</summary>
    public static bool AsksForJson(IReadOnlyList<string> args)
    {
        for (int i = 0; i < args.Count; i++)
        {
            if (args[i] is "--output=json" or "--output:json" or "-o=json" or "-o:json" || (args[i] is "--output" or "-o" && i + 1 < args.Count && args[i + 1] == JsonFormat))
            {
                return true;
            }
        }

        return false;
    }

    public bool IsJson(ParseResult parsed) => parsed.GetValue(Output) == JsonFormat;

    public void AddTo(RootCommand root)
    {
        root.Add(Provider);
        root.Add(Output);
        root.Add(Verbose);
        root.Add(Yes);
    }
}
