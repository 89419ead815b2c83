using System.CommandLine;
using Provisioning.Projects;

namespace Provisioning.ConsoleApp;

internal sealed class PlanCommand : ProjectCommand
{
    private readonly RequestOptions _request;
    private readonly Option<TimeSpan?> _timeout = new("--timeout")
    {
        Description = "How long it may take, for instance 30s. Default: no limit.",
        HelpName = "DURATION",
        CustomParser = Duration.Parse,
    };

    public PlanCommand(CommandRunner runner)
        : base("plan", "Says what 'provision' would change, and why. Changes nothing.", runner)
    {
        _request = new RequestOptions(Project);
        _request.AddTo(this);
        Add(_timeout);
    }

    protected override async Task<int> ExecuteAsync(CommandContext context, CancellationToken cancellationToken)
    {
        CreateProjectRequest request = await _request.CreateAsync(context, cancellationToken);
        IProjectService projects = await context.GetProjectsAsync(cancellationToken);
        using var deadline = new CancellationTokenSource(context.Parsed.GetValue(_timeout) ?? Timeout.InfiniteTimeSpan, context.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            ProvisioningPlan plan = await projects.PlanAsync(request, linked.Token);
            context.Output.WritePlan(PlanDocument.From(plan));
            return ExitCode.Done;
        }
        catch (OperationCanceledException exception) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ProvisioningException("The plan was not ready within the time given by --timeout. Nothing was changed.", exception)
            {
                ErrorCode = ProvisioningErrorCode.TimedOut,
                ProjectId = request.ProjectId,
                OperationName = ProvisioningOperationNames.Plan,
            };
        }
    }
}
