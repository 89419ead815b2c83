using System.ComponentModel;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Provisioning.Projects;

namespace Provisioning.AspNetCore;

internal sealed partial class ProjectEndpoints
{
    private async Task<IResult> ListAsync(
        HttpContext context,
        [FromQuery(Name = "state"), Description("Only these states; can be repeated, or separated by commas.")] string[]? state = null,
        [FromQuery(Name = "label"), Description("Only projects with this label, as NAME=value; can be repeated.")] string[]? label = null,
        [Description("Only this provider's.")] string? provider = null,
        [Description("Only projects whose id or name holds this text.")] string? search = null,
        [Description("Whether archived projects are listed; default true.")] string? includeDeleted = null,
        [Description("The id after which the page begins: 'next' of the page before.")] string? after = null,
        [Description("How many, from 1 to 1000; default 100.")] string? limit = null,
        [Description("Whether the states are asked of the backend, with one call, and not taken from the records; default false.")] string? observe = null)
    {
        ProjectPage page = await _projects.ListAsync(
            new ProjectQuery
            {
                States = RequestReader.Values<ProjectState>(state, nameof(state)),
                Labels = RequestReader.Labels(label),
                ProviderName = string.IsNullOrEmpty(provider) ? null : provider,
                Search = string.IsNullOrEmpty(search) ? null : search,
                IncludeDeleted = RequestReader.Flag(includeDeleted, nameof(includeDeleted), otherwise: true),
                After = string.IsNullOrEmpty(after) ? null : RequestReader.ProjectIdOf(after),
                Limit = RequestReader.Number(limit, nameof(limit), 1, ProjectQuery.MaxLimit) ?? ProjectQuery.DefaultLimit,
            },
            context.RequestAborted).ConfigureAwait(false);
        Observation? observation = RequestReader.Flag(observe, nameof(observe)) ? await ObserveAsync(page.Items, context.RequestAborted).ConfigureAwait(false) : null;
        return Ok(context, TypedResults.Json(
            new ProjectListDocument(
                [.. page.Items.Select(project => ProjectDocument.From(project, observation?.StateOf(project)))],
                page.Next?.Value,
                _providers.Selection.ProviderName,
                observation?.IsComplete),
            ProjectsJson.Default.ProjectListDocument));
    }

    private async Task<IResult> FindAsync(HttpContext context, string id)
    {
        ProjectInfo project = await _projects.GetAsync(RequestReader.ProjectIdOf(id), context.RequestAborted).ConfigureAwait(false);
        return Ok(context, TypedResults.Json(ProjectDocument.From(project), ProjectsJson.Default.ProjectDocument));
    }

    private async Task<IResult> GetStatusAsync(HttpContext context, string id)
    {
        ProjectStatus status = await _projects.GetStatusAsync(RequestReader.ProjectIdOf(id), context.RequestAborted).ConfigureAwait(false);
        return Ok(context, TypedResults.Json(StatusDocument.From(status), ProjectsJson.Default.StatusDocument));
    }

    private Task<IResult> ListProjectOperationsAsync(HttpContext context, string id, [FromQuery(Name = "state")] string[]? state = null, string? after = null, string? limit = null) =>
        QueryOperationsAsync(context, RequestReader.ProjectIdOf(id), state, after, limit);

    private Task<IResult> ListOperationsAsync(HttpContext context, [FromQuery(Name = "state")] string[]? state = null, string? after = null, string? limit = null) => QueryOperationsAsync(context, projectId: null, state, after, limit);

    private async Task<IResult> QueryOperationsAsync(HttpContext context, ProjectId? projectId, string[]? state, string? after, string? limit)
    {
        ProjectOperationPage page = await _projects.ListOperationsAsync(
            new ProjectOperationQuery
            {
                ProjectId = projectId,
                States = RequestReader.Values<ProjectOperationState>(state, nameof(state)),
                After = string.IsNullOrEmpty(after) ? null : after,
                Limit = RequestReader.Number(limit, nameof(limit), 1, ProjectOperationQuery.MaxLimit) ?? ProjectOperationQuery.DefaultLimit,
            },
            context.RequestAborted).ConfigureAwait(false);
        return Ok(context, TypedResults.Json(new OperationListDocument([.. page.Items.Select(OperationDocument.From)], page.Next), ProjectsJson.Default.OperationListDocument));
    }

    private async Task<IResult> GetOperationAsync(
        HttpContext context,
        string operationId,
        [Description("Whether the answer comes only when the operation has ended; default false.")] string? wait = null)
    {
        ProjectOperationInfo operation = RequestReader.Flag(wait, nameof(wait))
            ? await _projects.WaitForOperationAsync(operationId, context.RequestAborted).ConfigureAwait(false)
            : await _projects.GetOperationAsync(operationId, context.RequestAborted).ConfigureAwait(false);
        return Ok(context, TypedResults.Json(OperationDocument.From(operation), ProjectsJson.Default.OperationDocument));
    }

    private JsonHttpResult<IReadOnlyList<TemplateDocument>> ListTemplates() => TypedResults.Json(_templates.List(), ProjectsJson.Default.IReadOnlyListTemplateDocument);

    // States and logs are of this moment, and some answers hold what only their reader may see.
    private static IResult Ok(HttpContext context, IResult result)
    {
        context.Response.Headers.CacheControl = "no-store";
        return result;
    }

    /// <summary>Asks each backend of the page once.</summary>
    private async Task<Observation> ObserveAsync(IReadOnlyList<ProjectInfo> projects, CancellationToken cancellationToken)
    {
        var states = new Dictionary<ProjectId, ProjectState>();
        var observed = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in projects.Select(project => project.ProviderName).Distinct(StringComparer.Ordinal))
        {
            if (!_providers.TryGetProvider(name, out IProvisioningProvider? provider))
            {
                continue;
            }

            try
            {
                await foreach (ProvisionedProject project in provider.ListAsync(new ProjectListOptions { IncludeDeleted = true }, cancellationToken).ConfigureAwait(false))
                {
                    states[project.Id] = project.State;
                }

                observed.Add(name);
            }
            catch (ProvisioningException exception)
            {
                Log.NotObserved(_logger, name, exception.ErrorCode.Value);
            }
        }

        return new Observation(states, observed, projects.All(project => observed.Contains(project.ProviderName)));
    }

    private sealed record Observation(Dictionary<ProjectId, ProjectState> States, HashSet<string> Providers, bool IsComplete)
    {
        // While an operation runs the record knows better. A project that its backend does not know is not what it shall be.
        public ProjectState? StateOf(ProjectInfo project) => project.RunningOperation is not null || !Providers.Contains(project.ProviderName) ? null
            : States.TryGetValue(project.Id, out ProjectState state) ? state
            : project.State is ProjectState.Running or ProjectState.Degraded or ProjectState.Stopped ? ProjectState.Failed
            : null;
    }
}
