using System.Collections.Concurrent;
using Docker.DotNet.Models;
using Provisioning.Compose;
using Provisioning.Local.Engine;
using Provisioning.Local.Mapping;

namespace Provisioning.Local;

/// <summary>Sees that a stack's images are at the engine.</summary>
/// <param name="reader">The engine.</param>
/// <param name="options">The options.</param>
/// <param name="providerName">The provider.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="pinned">Images by reference that are used whatever the reference means now.</param>
internal sealed class ImageStore(IReadOnlyEngineClient reader, LocalProviderOptions options, string providerName, TimeProvider timeProvider, IReadOnlyDictionary<string, string> pinned)
{
    private readonly ConcurrentDictionary<string, string> _substitutes = new(StringComparer.Ordinal);

    /// <summary>Returns the id that stands in the place of a reference because the reference means another image by now; <see langword="null"/> for the reference itself.</summary>
    public string? Substitute(string reference) => _substitutes.GetValueOrDefault(reference);

    /// <summary>Looks the images up; changes nothing.</summary>
    public async Task<Dictionary<string, ImageInspectResponse>> FindAsync(IEnumerable<ImageDemand> demands, CancellationToken cancellationToken)
    {
        var found = new ConcurrentDictionary<string, ImageInspectResponse>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(
            demands.Select(demand => demand.Reference).Distinct(StringComparer.Ordinal),
            new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = cancellationToken },
            async (reference, token) =>
            {
                ImageInspectResponse? image = await reader.InspectImageAsync(reference, token).ConfigureAwait(false);
                if (pinned.TryGetValue(reference, out string? id) && image?.ID != id && await reader.InspectImageAsync(id, token).ConfigureAwait(false) is { } earlier)
                {
                    image = earlier;
                    _substitutes[reference] = id;
                }

                if (image is not null)
                {
                    found[reference] = image;
                }
            }).ConfigureAwait(false);
        return new Dictionary<string, ImageInspectResponse>(found, StringComparer.Ordinal);
    }

    /// <summary>The images to pull now.</summary>
    /// <param name="demands">What is needed.</param>
    /// <param name="found">What is there.</param>
    /// <param name="refresh">Whether images that are there are pulled again where their <c>pull_policy</c> asks for it.</param>
    public IReadOnlyList<ImageDemand> Missing(IEnumerable<ImageDemand> demands, IReadOnlyDictionary<string, ImageInspectResponse> found, bool refresh) =>
        options.Offline
            ? []
            : [.. demands.Where(demand => found.GetValueOrDefault(demand.Reference) is { } image
                ? refresh && demand.MustPull(exists: true, image.Metadata?.LastTagTime is { } tagged && tagged.Year > 1 ? new DateTimeOffset(tagged.ToUniversalTime()) : null, timeProvider.GetUtcNow())
                : demand.MustPull(exists: false, taggedAt: null, timeProvider.GetUtcNow()))];

    /// <summary>Throws for an image that is not there and may not be pulled.</summary>
    public void RequirePullable(ProjectId projectId, string operationName, ComposeProject project, IEnumerable<ImageDemand> demands, IReadOnlyDictionary<string, ImageInspectResponse> found)
    {
        foreach (ImageDemand demand in demands.Where(demand => !found.ContainsKey(demand.Reference)))
        {
            if (options.Offline || demand.When == ImagePull.Never)
            {
                throw NotAvailable(projectId, operationName, project, demand, $"it is not at the engine, and {(options.Offline ? "the option Offline" : "its pull_policy")} forbids to pull it", cause: null);
            }
        }
    }

    /// <summary>Pulls images, at the same time; if one cannot be had, none is used.</summary>
    public async Task PullAsync(OperationContext context, IEngineClient engine, ComposeProject project, IReadOnlyList<ImageDemand> demands) =>
        await Parallel.ForEachAsync(
            demands,
            new ParallelOptions { MaxDegreeOfParallelism = Math.Min(options.Parallelism, 4), CancellationToken = context.Token },
            async (demand, token) =>
            {
                context.Report("pull", ProvisioningProgressState.Started, demand.Reference);
                try
                {
                    await engine.PullImageAsync(demand.Reference, demand.Platform, new PullReporter(context, demand.Reference), token).ConfigureAwait(false);
                    context.Report("pull", ProvisioningProgressState.Succeeded, demand.Reference);
                }
                catch (EngineException exception)
                {
                    context.Report("pull", ProvisioningProgressState.Failed, demand.Reference);
                    string why = EngineErrors.IsPullRateLimited(exception) ? "the registry limits the rate of pulls"
                        : EngineErrors.IsPullDenied(exception) ? "the registry denies it: the name is wrong, or it needs a login ('docker login')"
                        : EngineErrors.IsManifestUnknown(exception) ? "the registry does not have it"
                        : EngineErrors.IsRegistryUnreachable(exception) ? "the engine cannot reach the registry"
                        : "it cannot be pulled";
                    throw NotAvailable(context.ProjectId, context.OperationName, project, demand, $"{why} ({context.Masker.Mask(exception.EngineMessage)})", exception);
                }
            }).ConfigureAwait(false);

    private ProvisioningException NotAvailable(ProjectId projectId, string operationName, ComposeProject project, ImageDemand demand, string why, EngineException? cause)
    {
        string[] services = [.. project.Services.Values.Where(service => ResourceNames.Image(project.Name, service) == demand.Reference || service.Volumes.Any(mount => mount.Type == "image" && mount.Source == demand.Reference)).Select(service => $"'{service.Name}'")];
        return new ProvisioningException($"Image '{demand.Reference}' of {(services.Length == 1 ? "service" : "services")} {string.Join(", ", services)} is not available: {why}. Pull or load it into the engine ('docker pull', 'docker load'), or correct the image's name in the template.")
        {
            ErrorCode = ProvisioningErrorCode.ImageNotAvailable,
            ProviderName = providerName,
            ProjectId = projectId,
            OperationName = operationName,
            Step = "pull",
            IsTransient = cause is not null && (EngineErrors.IsPullRateLimited(cause) || EngineErrors.IsRegistryUnreachable(cause)),

        };
    }

    private sealed class PullReporter(OperationContext context, string reference) : IProgress<EnginePullProgress>
    {
        private readonly Dictionary<string, (long Current, long Total)> _layers = new(StringComparer.Ordinal);
        private double _told;

        public void Report(EnginePullProgress value)
        {
            double fraction;
            lock (_layers)
            {
                if (value.LayerId is null || value.Total is not > 0 || value.Current is not { } current)
                {
                    return;
                }

                _layers[value.LayerId] = (current, value.Total.Value);
                fraction = Math.Min(1, (double)_layers.Values.Sum(layer => layer.Current) / _layers.Values.Sum(layer => layer.Total));

                // Layers become known one by one: never backwards, and not for every block.
                if (fraction < _told + 0.01)
                {
                    return;
                }

                _told = fraction;
            }

            context.Report("pull", ProvisioningProgressState.Running, reference, fraction: fraction);
        }
    }
}
