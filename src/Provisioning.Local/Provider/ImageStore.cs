using System.Collections.Concurrent;
using System.Globalization;
using Docker.DotNet.Models;
using Provisioning.Compose;
using Provisioning.Local.Engine;

namespace Provisioning.Local;

/// <summary>Sees that a stack's images are at the engine.</summary>
internal sealed class ImageStore(IReadOnlyEngineClient reader, LocalProviderOptions options, string providerName, TimeProvider timeProvider)
{
    /// <summary>Looks the images up; changes nothing.</summary>
    public async Task<Dictionary<string, ImageInspectResponse>> FindAsync(ComposeProject project, CancellationToken cancellationToken)
    {
        var found = new ConcurrentDictionary<string, ImageInspectResponse>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(
            project.Services.Values.Select(Reference).Distinct(StringComparer.Ordinal),
            new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = cancellationToken },
            async (reference, token) =>
            {
                if (await reader.InspectImageAsync(reference, token).ConfigureAwait(false) is { } image)
                {
                    found[reference] = image;
                }
            }).ConfigureAwait(false);
        return new Dictionary<string, ImageInspectResponse>(found, StringComparer.Ordinal);
    }

    /// <summary>The images to pull, with the services that use each.</summary>
    public IReadOnlyList<(string Reference, string? Platform, string[] Services)> Missing(ComposeProject project, IReadOnlyDictionary<string, ImageInspectResponse> found, bool refresh) =>
    [
        .. project.Services.Values
            .Where(service => NeedsPull(service, found.GetValueOrDefault(Reference(service)), refresh))
            .GroupBy(service => (Reference: Reference(service), service.Platform))
            .Select(group => (group.Key.Reference, group.Key.Platform, group.Select(service => service.Name).ToArray())),
    ];

    /// <summary>Throws for an image that is not there and may not be pulled.</summary>
    public void RequirePullable(OperationContext? context, ProjectId projectId, ComposeProject project, IReadOnlyDictionary<string, ImageInspectResponse> found)
    {
        foreach (ComposeService service in project.Services.Values.Where(service => !found.ContainsKey(Reference(service))))
        {
            if (options.Offline || service.PullPolicy is "never" or "build")
            {
                string rule = options.Offline ? "the option Offline forbids to pull" : $"its pull_policy '{service.PullPolicy}' forbids to pull";
                throw NotAvailable(context, projectId, Reference(service), [service.Name], $"it is not at the engine, and {rule}", null);
            }
        }
    }

    /// <summary>Pulls images, at the same time; all or none of them is used.</summary>
    public async Task PullAsync(OperationContext context, IEngineClient engine, IReadOnlyList<(string Reference, string? Platform, string[] Services)> images) =>
        await Parallel.ForEachAsync(
            images,
            new ParallelOptions { MaxDegreeOfParallelism = Math.Min(options.Parallelism, 4), CancellationToken = context.Token },
            async (image, token) =>
            {
                context.Report("pull", ProvisioningProgressState.Started, image.Reference);
                try
                {
                    await engine.PullImageAsync(image.Reference, image.Platform, new PullReporter(context, image.Reference), token).ConfigureAwait(false);
                    context.Report("pull", ProvisioningProgressState.Succeeded, image.Reference);
                }
                catch (EngineException exception)
                {
                    context.Report("pull", ProvisioningProgressState.Failed, image.Reference);
                    string why = EngineErrors.IsPullRateLimited(exception) ? "the registry limits the rate of pulls"
                        : EngineErrors.IsPullDenied(exception) ? "the registry denies it: the name is wrong, or it needs a login ('docker login')"
                        : EngineErrors.IsManifestUnknown(exception) ? "the registry does not have it"
                        : EngineErrors.IsRegistryUnreachable(exception) ? "the engine cannot reach the registry"
                        : "it cannot be pulled";
                    throw NotAvailable(context, context.ProjectId, image.Reference, image.Services, $"it is not at the engine, and {why} ({context.Masker.Mask(exception.EngineMessage)})", exception);
                }
            }).ConfigureAwait(false);

    public static string Reference(ComposeService service) => service.Image ?? string.Empty;

    private bool NeedsPull(ComposeService service, ImageInspectResponse? found, bool refresh)
    {
        if (options.Offline || service.PullPolicy is "never" or "build")
        {
            return false;
        }

        if (found is null)
        {
            return true;
        }

        return refresh && MaxAge(service.PullPolicy) is { } age
            && (age == TimeSpan.Zero || found.Metadata?.LastTagTime is not { } tagged || timeProvider.GetUtcNow() - new DateTimeOffset(tagged.ToUniversalTime()) > age);
    }

    // always, daily, weekly, every_12h, every_2d; the Compose Specification's words
    private static TimeSpan? MaxAge(string? policy)
    {
        switch (policy)
        {
            case "always":
                return TimeSpan.Zero;
            case "daily":
                return TimeSpan.FromDays(1);
            case "weekly":
                return TimeSpan.FromDays(7);
            case { Length: > 7 } when policy.StartsWith("every_", StringComparison.Ordinal)
                && double.TryParse(policy.AsSpan(6, policy.Length - 7), NumberStyles.Float, CultureInfo.InvariantCulture, out double number):
                return policy[^1] switch
                {
                    'w' => TimeSpan.FromDays(7 * number),
                    'd' => TimeSpan.FromDays(number),
                    'h' => TimeSpan.FromHours(number),
                    'm' => TimeSpan.FromMinutes(number),
                    's' => TimeSpan.FromSeconds(number),
                    _ => null,
                };
            default:
                return null;
        }
    }

    private ProvisioningException NotAvailable(OperationContext? context, ProjectId projectId, string reference, string[] services, string why, EngineException? cause) =>
        new($"Image '{reference}' of {(services.Length == 1 ? "service" : "services")} {string.Join(", ", services.Select(name => $"'{name}'"))} is not available: {why}. Pull or load it into the engine ('docker pull', 'docker load'), or correct the image's name in the template.")
        {
            ErrorCode = ProvisioningErrorCode.ImageNotAvailable,
            ProviderName = providerName,
            ProjectId = projectId,
            OperationName = context?.OperationName,
            Step = "pull",
            IsTransient = cause is not null && (EngineErrors.IsPullRateLimited(cause) || EngineErrors.IsRegistryUnreachable(cause)),
            Details = cause is null ? [] : [cause.Message],
        };

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
                long total = _layers.Values.Sum(layer => layer.Total);
                fraction = Math.Min(1, (double)_layers.Values.Sum(layer => layer.Current) / total);

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
