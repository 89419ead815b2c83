namespace Provisioning.ConsoleApp;

/// <summary>Asks the provider for its projects: the whole way to the backend and back.</summary>
internal static class BackendCheck
{
    public static async Task<DoctorCheckDocument> RunAsync(IProvisioningProvider provider, CancellationToken cancellationToken)
    {
        try
        {
            var states = new List<ProjectState>();
            await foreach (ProvisionedProject project in provider.ListAsync(options: null, cancellationToken))
            {
                states.Add(project.State);
            }

            string summary = string.Join(", ", states.CountBy(state => state).OrderBy(count => count.Key).Select(count => $"{count.Value} {Documents.Name(count.Key)}"));
            return new DoctorCheckDocument("projects", DoctorResult.Ok, states.Count == 0 ? "none" : summary, Remedy: null);
        }
        catch (ProvisioningException exception)
        {
            return new DoctorCheckDocument("projects", DoctorResult.Failed, exception.ErrorCode.Value, exception.Message);
        }
    }
}
