using System.CommandLine;
using Provisioning.Projects;

namespace Provisioning.ConsoleApp;

internal sealed class LogsCommand : ProjectCommand
{
    private readonly Option<string[]> _service = new("--service") { Description = "Only this service. Can be repeated.", HelpName = "S", Arity = ArgumentArity.OneOrMore };
    private readonly Option<int?> _tail = new("--tail") { Description = "Only the last N lines of each service.", HelpName = "N" };
    private readonly Option<Duration.TimeOrAge?> _since = new("--since")
    {
        Description = "Only what was logged since then: 10m (ago), or a time such as 2026-01-31T12:00:00Z.",
        HelpName = "AGE|TIME",
        CustomParser = Duration.ParseTimeOrAge,
    };

    private readonly Option<bool> _follow = new("--follow") { Description = "Goes on with new lines until Ctrl+C." };
    private readonly Option<bool> _timestamps = new("--timestamps") { Description = "Shows when each line was logged." };

    public LogsCommand(CommandRunner runner)
        : base("logs", "Shows what a project's services have logged, merged by time.", runner)
    {
        _tail.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.Tokens[0].Value.StartsWith('-'))
            {
                result.AddError("--tail needs a number that is not negative.");
            }
        });
        Add(_service);
        Add(_tail);
        Add(_since);
        Add(_follow);
        Add(_timestamps);
    }

    protected override async Task<int> ExecuteAsync(CommandContext context, CancellationToken cancellationToken)
    {
        IProjectService projects = await context.GetProjectsAsync(cancellationToken);
        var options = new ProjectLogOptions
        {
            Services = context.Parsed.GetValue(_service),
            Tail = context.Parsed.GetValue(_tail),
            Since = context.Parsed.GetValue(_since)?.At(context.Time.GetUtcNow()),
            Follow = context.Parsed.GetValue(_follow),
        };
        ProjectId id = context.Parsed.GetValue(Project);
        IAsyncEnumerable<ProjectLogEntry> entries = await projects.FindAsync(id, cancellationToken) is not null
            ? projects.ReadLogsAsync(id, options, cancellationToken)
            : (await context.GetProviderAsync(cancellationToken)).ReadLogsAsync(id, options, cancellationToken);
        using ILogOutput output = context.Output.BeginLogs(context.Parsed.GetValue(_timestamps));
        try
        {
            await foreach (ProjectLogEntry entry in entries)
            {
                output.Write(entry);
            }
        }
        catch (OperationCanceledException) when (options.Follow && cancellationToken.IsCancellationRequested)
        {
            // Ctrl+C is how following ends.
        }

        output.Complete();
        return ExitCode.Done;
    }
}
