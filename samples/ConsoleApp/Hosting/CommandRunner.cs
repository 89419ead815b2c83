using System.CommandLine;
using Microsoft.Extensions.Hosting;

namespace Provisioning.ConsoleApp;

/// <summary>Runs a command and turns what it throws into words and an exit code.</summary>
internal sealed class CommandRunner(CommonOptions options, ConsoleIo io, Action<HostApplicationBuilder>? configure)
{
    public async Task<int> RunAsync(ParseResult parsed, Argument<ProjectId>? project, Func<CommandContext, CancellationToken, Task<int>> execute, CancellationToken cancellationToken)
    {
        ProjectId? projectId = project is null ? null : parsed.GetValue(project);
        bool verbose = parsed.GetValue(options.Verbose);
        try
        {
            AppEnvironment environment = AppEnvironment.Load(io);
            await using var context = new CommandContext(
                io,
                parsed,
                options,
                environment,
                () => HostFactory.Create(io, environment, parsed.GetValue(options.Provider), verbose, configure));
            return await execute(context, cancellationToken);
        }
#pragma warning disable CA1031 // the last place where anything can be caught, and every failure needs words and an exit code
        catch (Exception exception)
#pragma warning restore CA1031
        {
            ErrorReport report = ErrorMapper.Map(exception, projectId);
            new ErrorWriter(io, options.IsJson(parsed), verbose).Write(report);
            return report.ExitCode;
        }
    }
}
