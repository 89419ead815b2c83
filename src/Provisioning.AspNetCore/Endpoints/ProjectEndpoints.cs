using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Provisioning.Projects;

namespace Provisioning.AspNetCore;

/// <summary>The routes of the projects, and what they call.</summary>
internal sealed partial class ProjectEndpoints
{
    private const string Json = "application/json";
    private const string Tag = "Projects";

    private readonly string _projectsPath;
    private readonly string _operationsPath;
    private readonly string _templatesPath;
    private readonly IProjectService _projects;
    private readonly IProvisioningProviderRegistry _providers;
    private readonly TemplateCatalog _templates;
    private readonly ProjectsApiOptions _options;
    private readonly TimeProvider _time;
    private readonly IHostApplicationLifetime? _lifetime;
    private readonly ILogger _logger;

    public ProjectEndpoints(IServiceProvider services, string projectsPath, string operationsPath, string templatesPath)
    {
        _projectsPath = projectsPath;
        _operationsPath = operationsPath;
        _templatesPath = templatesPath;
        _projects = services.GetRequiredService<IProjectService>();
        _providers = services.GetRequiredService<IProvisioningProviderRegistry>();
        _templates = services.GetRequiredService<TemplateCatalog>();
        _options = services.GetRequiredService<IOptions<ProjectsApiOptions>>().Value;
        _time = services.GetRequiredService<TimeProvider>();
        _lifetime = services.GetService<IHostApplicationLifetime>();
        _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Provisioning.AspNetCore");
    }

    public IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder group = endpoints.MapGroup(string.Empty);
        group.WithTags(Tag).ProducesProblem(StatusCodes.Status500InternalServerError);
        group.AddEndpointFilter(HandleFailuresAsync);
        MapReading(group);
        MapChanging(group);
        MapSecrets(group);
        return group;
    }

    private static TBuilder Allow<TBuilder>(TBuilder builder, string? policy)
        where TBuilder : IEndpointConventionBuilder => policy is null ? builder : builder.RequireAuthorization(policy);

    private void MapReading(RouteGroupBuilder group)
    {
        RouteGroupBuilder read = Allow(group.MapGroup(string.Empty), _options.ReadPolicy);
        read.MapGet(_projectsPath, ListAsync).WithName("ListProjects").WithSummary("Lists the projects, ordered by id.")
            .Produces<ProjectListDocument>().ProducesProblem(400);
        read.MapGet(_projectsPath + "/{id}", FindAsync).WithName("GetProject").WithSummary("Reads what is recorded of a project.")
            .Produces<ProjectDocument>().ProducesProblem(404);
        read.MapGet(_projectsPath + "/{id}/status", GetStatusAsync).WithName("GetProjectStatus").WithSummary("Observes a project at its backend now.")
            .Produces<StatusDocument>().ProducesProblem(404).ProducesProblem(503);
        read.MapGet(_projectsPath + "/{id}/logs", ReadLogsAsync).WithName("GetProjectLogs")
            .WithSummary("Reads what the services have logged; with follow=true as server-sent events of type 'log' that go on.")
            .Produces<IReadOnlyList<LogDocument>>(200, Json, EventStreamWriter.ContentType).ProducesProblem(404).ProducesProblem(503);
        read.MapGet(_projectsPath + "/{id}/events", WatchAsync).WithName("WatchProject")
            .WithSummary("Follows what happens to a project: server-sent events of type 'progress', 'operation' and 'drift'.")
            .Produces<string>(200, EventStreamWriter.ContentType).ProducesProblem(404);
        read.MapGet(_projectsPath + "/{id}/operations", ListProjectOperationsAsync).WithName("ListProjectOperations").WithSummary("Lists a project's operations, the newest first.")
            .Produces<OperationListDocument>().ProducesProblem(400);
        read.MapGet(_operationsPath, ListOperationsAsync).WithName("ListOperations").WithSummary("Lists the operations of all projects, the newest first.")
            .Produces<OperationListDocument>().ProducesProblem(400);
        read.MapGet(_operationsPath + "/{operationId}", GetOperationAsync).WithName("GetOperation").WithSummary("Reads an operation; with wait=true when it has ended.")
            .Produces<OperationDocument>().ProducesProblem(404);
        read.MapGet(_templatesPath, ListTemplates).WithName("ListTemplates").WithSummary("Lists the templates that a project can be made from.")
            .Produces<IReadOnlyList<TemplateDocument>>();
    }

    private void MapChanging(RouteGroupBuilder group)
    {
        RouteGroupBuilder change = Allow(group.MapGroup(string.Empty), _options.ChangePolicy);
        Change(change.MapPost(_projectsPath, CreateAsync), "CreateProject", "Creates a project from a template.")
            .Accepts<CreateProjectBody>(Json).Produces<ProjectDocument>(201).ProducesProblem(400).ProducesProblem(422);
        Change(change.MapPatch(_projectsPath + "/{id}", UpdateAsync), "UpdateProject", "Changes what a project shall be, and makes it so.")
            .Accepts<UpdateProjectBody>(Json).Produces<OperationDocument>().ProducesProblem(404).ProducesProblem(422);
        Change(change.MapPost(_projectsPath + "/{id}/start", StartAsync), "StartProject", "Starts a stopped project.").Produces<OperationDocument>().ProducesProblem(404);
        Change(change.MapPost(_projectsPath + "/{id}/stop", StopAsync), "StopProject", "Stops a project's services and keeps them.").Produces<OperationDocument>().ProducesProblem(404);
        Change(change.MapPost(_projectsPath + "/{id}/restore", RestoreAsync), "RestoreProject", "Brings an archived project back as stopped.").Produces<OperationDocument>().ProducesProblem(404);
        Change(change.MapPost(_projectsPath + "/{id}/repair", RepairAsync), "RepairProject", "Provisions a project again from its stored revision and secrets.")
            .Accepts<RepairProjectBody>(isOptional: true, Json).Produces<OperationDocument>().ProducesProblem(404);
        Change(change.MapPost(_projectsPath + "/{id}/secrets/{name}/rotate", RotateSecretAsync), "RotateSecret", "Gives a secret another value and provisions that.")
            .Accepts<RotateSecretBody>(isOptional: true, Json).Produces<OperationDocument>().ProducesProblem(404);
        change.MapPost(_operationsPath + "/{operationId}/cancel", CancelOperationAsync).WithName("CancelOperation").WithSummary("Asks an operation to stop.")
            .Produces<OperationDocument>(202).ProducesProblem(404);

        // One route, two policies: purging is asked for in the handler, since routing does not look at the query.
        Change(change.MapDelete(_projectsPath + "/{id}", DeleteAsync), "DeleteProject", "Archives a project, keeping its data; with purge=true and the header Confirm-Purge removes it for good.")
            .Produces<OperationDocument>().ProducesProblem(403).ProducesProblem(428);
    }

    private void MapSecrets(RouteGroupBuilder group)
    {
        RouteGroupBuilder secrets = Allow(group.MapGroup(string.Empty), _options.SecretsPolicy);
        secrets.MapGet(_projectsPath + "/{id}/secrets", ReadSecretsAsync).WithName("ReadSecrets").WithSummary("Reads a project's secrets. Refused unless the host allows it; audited.")
            .Produces<RevealedDocument>().ProducesProblem(403).ProducesProblem(404);
        secrets.MapGet(_projectsPath + "/{id}/endpoints", RevealEndpointsAsync).WithName("RevealEndpoints").WithSummary("Reads the full addresses of a project's endpoints. Refused unless the host allows it; audited.")
            .Produces<RevealedDocument>().ProducesProblem(403).ProducesProblem(404);
    }

    // What every change answers.
    private static RouteHandlerBuilder Change(RouteHandlerBuilder builder, string name, string summary) =>
        builder.WithName(name).WithSummary(summary).Produces<OperationDocument>(202).ProducesProblem(409).ProducesProblem(423).ProducesProblem(503);

    private async ValueTask<object?> HandleFailuresAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        HttpContext context = invocation.HttpContext;
        try
        {
            return await next(invocation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return Results.Empty; // nobody is there to answer
        }
#pragma warning disable CA1031 // every failure gets an answer that was thought about
        catch (Exception exception) when (!context.Response.HasStarted)
#pragma warning restore CA1031
        {
            ProblemDocument problem = Describe(exception, context);
            return new ProblemResult(problem);
        }
    }

    private ProblemDocument Describe(Exception exception, HttpContext context)
    {
        ProblemDocument problem = Problems.Map(exception, context);
        if (problem.Code == ApiException.InternalError)
        {
            Log.RequestFailed(_logger, context.Request.Method, exception);
        }
        else
        {
            Log.RequestRefused(_logger, context.Request.Method, problem.Status, problem.Code);
        }

        return problem;
    }

    private sealed class ProblemResult(ProblemDocument problem) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => Problems.WriteAsync(httpContext, problem);
    }
}
