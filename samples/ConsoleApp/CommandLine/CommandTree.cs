using System.CommandLine;

namespace Provisioning.ConsoleApp;

internal static class CommandTree
{
    public static RootCommand Create(CommonOptions options, CommandRunner runner)
    {
        var root = new RootCommand("Gives each tenant a running stack of containers, from a Compose template.")
        {
            new ProvisionCommand(runner),
            new PlanCommand(runner),
            new StopCommand(runner),
            new StartCommand(runner),
            new DeleteCommand(runner),
            new RestoreCommand(runner),
            new PurgeCommand(runner),
            new RepairCommand(runner),
            new StatusCommand(runner),
            new ListCommand(runner),
            new LogsCommand(runner),
            new DoctorCommand(runner),
            new ConfigCommand(runner),
        };
        options.AddTo(root);
        return root;
    }
}
