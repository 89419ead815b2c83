using System.Globalization;
using System.Text.Json;
using Provisioning.Projects.TestHost;

namespace Provisioning.Projects.EntityFrameworkCore.Tests;

/// <summary>
/// Each verb, killed at each of its points in turn; then another process reconciles, and whoever called asks again with the same operation id. What comes of it is what would
/// have come without the crash.
/// </summary>
public sealed class CrashTests : IDisposable
{
    private static readonly ProjectId Acme = ProjectId.Parse("acme");
    private readonly string _root = Directory.CreateTempSubdirectory("provisioning-crash-").FullName;

    public static TheoryData<string> AllVerbs => [.. Verbs.Preparation.Keys];

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task A_verb_that_is_killed_anywhere_ends_as_if_it_had_not_been(string verb)
    {
        // The state in which the verb has something to do, made once and copied for each kill.
        string prepared = Path.Combine(_root, "prepared");
        await using (Host host = await OpenAsync(prepared))
        {
            foreach (string step in Verbs.Preparation[verb])
            {
                await Verbs.RunAsync(host.Service, step, Acme, new ProjectOperationOptions { OperationId = "prepare-" + step });
            }
        }

        string whole = Copy(prepared, "whole");
        (int exitCode, string[] points) = await RunAsync(verb, whole, killAt: 0);
        Assert.Equal(0, exitCode);
        Assert.True(points.Length >= 6, string.Join('\n', points));
        (string expected, int calls) = await DescribeAsync(whole);

        int kills = 0;

        // Few points here, all of them in eng/soak-projects: those around what the operation records first and last, and those around the backend.
        foreach (int point in Chosen(points.Length))
        {
            string folder = Copy(prepared, string.Create(CultureInfo.InvariantCulture, $"kill-{point}"));
            (exitCode, _) = await RunAsync(verb, folder, point);

            // A slow machine writes the journal more often: this run may have had fewer points, and have ended.
            kills += exitCode == 137 ? 1 : 0;
            string where = $"{verb}, killed at point {point} of {points.Length}: {points[point - 1]}";
            await using (Host host = await OpenAsync(folder, later: TimeSpan.FromMinutes(2)))
            {
                for (int round = 0; round < 5 && await HasOpenOperationsAsync(host); round++)
                {
                    await host.Reconciler.ReconcileAsync();
                }

                Assert.False(await HasOpenOperationsAsync(host), where);
                ProjectOperationInfo again = await Verbs.RunAsync(host.Service, verb, Acme, new ProjectOperationOptions { OperationId = "the-one" });
                Assert.True(again.State == ProjectOperationState.Succeeded, where);
            }

            (string actual, int made) = await DescribeAsync(folder);
            Assert.True(expected == actual, $"{where}\nwithout a crash:\n{expected}\nwith it:\n{actual}");
            Assert.True(made <= calls + 1, $"{where}: {made} backend calls where {calls} are enough.");
        }

        Assert.InRange(kills, 3, int.MaxValue);
    }

    private static IEnumerable<int> Chosen(int points)
    {
        int every = int.TryParse(Environment.GetEnvironmentVariable("PROVISIONING_TEST_CRASH_POINTS"), CultureInfo.InvariantCulture, out int given) ? given : 5;
        return every >= points
            ? Enumerable.Range(1, points)
            : Enumerable.Range(0, every).Select(index => 1 + (index * (points - 1) / (every - 1))).Distinct();
    }

    private static Task<(int ExitCode, string[] Lines)> RunAsync(string verb, string folder, int killAt) =>
        HostProcess.RunAsync("mode=run", $"verb={verb}", "operation=the-one", $"folder={folder}", string.Create(CultureInfo.InvariantCulture, $"kill={killAt}"));

    private static async Task<bool> HasOpenOperationsAsync(Host host) =>
        (await host.Store.ListOperationsAsync(new ProjectOperationQuery { States = [ProjectOperationState.Queued, ProjectOperationState.Running] })).Count > 0;

    private static async Task<Host> OpenAsync(string folder, TimeSpan later = default)
    {
        Directory.CreateDirectory(folder);
        var host = new Host(new HostOptions { Folder = folder, ClockOffset = later });
        await host.Store.InitializeAsync();
        return host;
    }

    /// <summary>Everything that must be the same, without times, versions and random values; and the number of backend calls.</summary>
    private static async Task<(string Description, int Calls)> DescribeAsync(string folder)
    {
        await using Host host = await OpenAsync(folder, later: TimeSpan.FromMinutes(2));
        ProjectInfo? project = await host.Service.FindAsync(Acme);
        FileState? state = host.Backend.Read(Acme.Value);
        var description = new List<string> { $"record: {project?.State}, wanted {project?.DesiredState}, generation {project?.Generation}, applied {project?.AppliedGeneration}, drift {project?.Drift}, error {project?.Error}, running {project?.RunningOperation?.Id}" };
        description.Add($"variables: {JsonSerializer.Serialize(project?.Variables)}, secrets: {string.Join(' ', project?.SecretNames ?? [])}, archived: {project?.DeletedAt is not null}");
        description.Add($"backend: {state?.State}, generation {state?.Generation}, variables {JsonSerializer.Serialize(state?.Variables)}, data: {state?.Volume.Length}");
        if (project is not null)
        {
            IReadOnlyDictionary<string, Secret> secrets = await host.Service.ReadSecretsAsync(Acme, new SecretAccess { Actor = "test", Reason = "comparison" });
            IEnumerable<string> arrived = secrets.OrderBy(secret => secret.Key, StringComparer.Ordinal)
                .Select(secret => $"{secret.Key} {(state?.Secrets.GetValueOrDefault(secret.Key) == FileProvider.Hash(secret.Value.Reveal()) ? "is" : "IS NOT")} what the backend has");
            description.AddRange(arrived);
        }

        foreach (ProjectOperationRecord operation in (await host.Store.ListOperationsAsync(new ProjectOperationQuery())).OrderBy(operation => operation.Id, StringComparer.Ordinal))
        {
            description.Add($"operation {operation.Id}: {operation.Kind} {operation.State}");
        }

        Assert.Empty(host.Backend.ReadOverlaps());
        return (string.Join('\n', description), host.Backend.ReadCalls().Length);
    }

    private string Copy(string folder, string name)
    {
        string target = Path.Combine(_root, name);
        foreach (string file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return target;
    }
}
