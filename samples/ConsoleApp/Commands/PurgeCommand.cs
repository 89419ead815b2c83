namespace Provisioning.ConsoleApp;

internal sealed class PurgeCommand : OperationCommand
{
    public PurgeCommand(CommandRunner runner)
        : base("purge", "Removes a project with all its data, for good, and looks until nothing is left. Asks unless --yes is given.", runner)
    {
    }

    protected override async Task<int> ExecuteAsync(CommandContext context, CancellationToken cancellationToken)
    {
        ProjectId id = context.Parsed.GetValue(Project);
        if (!context.IsYes && !await ConfirmAsync(context, id, cancellationToken))
        {
            throw new DeclinedException("Nothing was purged: the answer was not yes.");
        }

        OperationResult result = await RunOperationAsync(
            context,
            Name,
            (projects, options, token) => projects.PurgeAsync(id, options, token),
            async (provider, options, token) =>
            {
                PurgeResult purged = await provider.PurgeAsync(id, options, token);
                return new OperationResult { ProjectId = id, Changes = purged.Removed, Leftovers = purged.Leftovers };
            },
            cancellationToken);
        context.Output.WritePurge(new PurgeDocument(id.Value, result.Changes ?? [], result.Leftovers));
        return result.Leftovers.Count == 0
            ? ExitCode.Done
            : throw new ProvisioningException("Not everything could be removed. Purge again when the reasons are gone.")
            {
                ErrorCode = ProvisioningErrorCode.Leftovers,
                ProjectId = id,
                OperationName = ProvisioningOperationNames.Purge,
                Details = result.Leftovers,
            };
    }

    private static async Task<bool> ConfirmAsync(CommandContext context, ProjectId id, CancellationToken cancellationToken)
    {
        ConsoleIo io = context.Io;
        if (!io.IsInTerminal || !io.IsErrorTerminal)
        {
            throw new UsageException($"Purging {id} cannot be undone, and there is no terminal to ask on. Give --yes if it is meant.");
        }

        io.Error.Write($"Purge project {id} with all its data? This cannot be undone. [y/N] ");

        // Reading a terminal cannot be cancelled; the thread that does it ends with the process.
        string? answer = await Task.Run(io.In.ReadLine, CancellationToken.None).WaitAsync(cancellationToken);
        return answer?.Trim().ToUpperInvariant() is "Y" or "YES";
    }
}
