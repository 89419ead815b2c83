using System.CommandLine;
using System.CommandLine.Invocation;
using Microsoft.Extensions.Hosting;

namespace Provisioning.ConsoleApp;

/// <summary>The application without its process.</summary>
internal static class ConsoleApplication
{
    /// <summary>Runs one command.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="io">The streams and the environment.</param>
    /// <param name="configure">Changes the host before it is built, after everything else was added to it.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, ConsoleIo io, Action<HostApplicationBuilder>? configure, CancellationToken cancellationToken)
    {
        var options = new CommonOptions();
        RootCommand root = CommandTree.Create(options, new CommandRunner(options, io, configure));

        // A value may begin with '@' and is never the name of a file to read arguments from.
        ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        var invocation = new InvocationConfiguration
        {
            Output = io.Out,
            Error = io.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        if (parsed.Action is not ParseErrorAction)
        {
            return await parsed.InvokeAsync(invocation, cancellationToken);
        }

        bool json = CommonOptions.AsksForJson(args);
        if (parsed.CommandResult.Command == root && !json && args.Length == 0)
        {
            await root.Parse(["--help"]).InvokeAsync(invocation, cancellationToken);
            return ExitCode.WrongUse;
        }

        var report = new ErrorReport
        {
            Code = ErrorReport.InvalidArguments,
            Message = ParseErrorText.Describe(parsed, args),
            Remedy = $"Run 'provisioning {(parsed.CommandResult.Command == root ? string.Empty : parsed.CommandResult.Command.Name + " ")}--help' to see what can be given.",
            ExitCode = ExitCode.WrongUse,
        };
        new ErrorWriter(io, json, verbose: false).Write(report);
        return report.ExitCode;
    }
}
