using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Provisioning.Projects.TestHost;
using Provisioning.Testing.Coolify;

namespace Provisioning.Projects.Soak;

/// <summary>Kills each verb at each of its points over one backend, and looks at what comes of it.</summary>
internal sealed class CrashRun(string[] backend, FakeCoolify? coolify, string root)
{
    private readonly ConcurrentQueue<string> _wrong = new();
    private readonly ConcurrentQueue<double> _recoveries = new();
    private readonly string _name = Guid.NewGuid().ToString("n", CultureInfo.InvariantCulture)[..8];
    private int _kills;
    private int _extraCalls;
    private int _projects;

    public int Kills => _kills;

    public int ExtraCalls => _extraCalls;

    public IReadOnlyCollection<string> Wrong => _wrong;

    /// <summary>Gets how long it took from the start of the next host to the end of the repeated call, in the middle of all.</summary>
    public double MedianRecovery => _recoveries.Order().ElementAtOrDefault(_recoveries.Count / 2);

    public async Task RunAsync(string verb, int most, int atOnce)
    {
        Run whole = await TryAsync(verb, killAt: 0) ?? throw new InvalidOperationException($"{verb} does not succeed without being killed: {string.Join('\n', _wrong)}");
        int count = Math.Min(most, whole.Points.Length);
        int[] chosen = [.. Enumerable.Range(0, count).Select(index => count == 1 ? 1 : 1 + (index * (whole.Points.Length - 1) / (count - 1))).Distinct()];
        await Parallel.ForEachAsync(chosen, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (point, _) =>
        {
            try
            {
                if (await TryAsync(verb, point) is not { } run)
                {
                    return;
                }

                string where = $"{backend[0]}: {verb}, killed at point {point} of {whole.Points.Length} ({whole.Points[point - 1]})";
                Interlocked.Add(ref _extraCalls, Math.Max(0, run.Calls - whole.Calls));
                if (run.Description != whole.Description)
                {
                    _wrong.Enqueue($"{where}\nwithout a crash:\n{whole.Description}\nwith it:\n{run.Description}");
                }

                if (run.Calls > whole.Calls + 1)
                {
                    _wrong.Enqueue($"{where}: {run.Calls} backend calls where {whole.Calls} are enough.");
                }
            }
            catch (Exception exception)
            {
                _wrong.Enqueue($"{backend[0]}: {verb}, killed at point {point}: {exception}");
            }
        });
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{backend[0]} {verb}: {chosen.Length} of {whole.Points.Length} points, {_kills} kills so far, {_wrong.Count} wrong"));
    }

    /// <summary>Prepares a project, runs the verb and kills it, recovers, describes, purges. Null when the process had ended before that point.</summary>
    private async Task<Run?> TryAsync(string verb, int killAt)
    {
        int number = Interlocked.Increment(ref _projects);
        var project = ProjectId.Parse(string.Create(CultureInfo.InvariantCulture, $"soak-{_name}-{number}"));
        string folder = Path.Combine(root, project.Value);
        Directory.CreateDirectory(folder);
        var known = new HashSet<string>(StringComparer.Ordinal);
        Backends.Resources before;
        await using (Host host = Child.Open(backend, folder))
        {
            await host.Store.InitializeAsync();
            foreach (string step in Verbs.Preparation[verb])
            {
                await Verbs.RunAsync(host.Service, step, project, new ProjectOperationOptions());
            }

            before = await Backends.FindAsync(coolify, project, known);
        }

        File.Delete(Path.Combine(folder, "backend", "calls.log"));
        (int exitCode, string[] points) = await Child.RunAsync(backend, verb, project, folder, killAt);
        if (exitCode == Child.Killed)
        {
            Interlocked.Increment(ref _kills);
        }

        long started = Stopwatch.GetTimestamp();
        await using (Host host = Child.Open(backend, folder))
        {
            await host.Store.InitializeAsync();
            for (int round = 0; round < 20 && await HasOpenOperationsAsync(host); round++)
            {
                await host.Reconciler.ReconcileAsync();
            }

            bool isFinished = !await HasOpenOperationsAsync(host);
            await Verbs.RunAsync(host.Service, verb, project, new ProjectOperationOptions { OperationId = "the-one", WhenBusy = BusyBehavior.Wait });
            _recoveries.Enqueue(Stopwatch.GetElapsedTime(started).TotalSeconds);
            int calls = File.Exists(Path.Combine(folder, "backend", "calls.log")) ? (await File.ReadAllLinesAsync(Path.Combine(folder, "backend", "calls.log"))).Length : 0;
            ProjectReconcileResult round2 = await host.Reconciler.ReconcileAsync();
            ProjectInfo? info = await host.Service.FindAsync(project);
            ProvisionedProject? found = await SettledAsync(host, project);
            Backends.Resources after = await Backends.FindAsync(coolify, project, known);
            bool isKept = verb is "create" or "purge" || before.Volumes.SequenceEqual(after.Volumes, StringComparer.Ordinal);
            string description = $"""
                finished by the reconciler: {isFinished}, drift: {round2.Drifted.Count}
                record: {info?.State}, wanted {info?.DesiredState}, generation {info?.Generation}, applied {info?.AppliedGeneration}, {info?.Error}, secrets {string.Join(' ', info?.SecretNames ?? [])}
                backend: {found?.State}, endpoints {found?.Endpoints.Count}, volumes {after.Volumes.Count}, others {after.Others.Count}, data kept: {isKept}
                """;
            await host.Service.PurgeAsync(project, new ProjectOperationOptions { WhenBusy = BusyBehavior.Wait });
            Backends.Resources left = await Backends.FindAsync(coolify, project, known);
            if (left.Volumes.Count + left.Others.Count > 0)
            {
                _wrong.Enqueue($"{project} ({verb}, killed at {killAt}) leaves after its purge: {string.Join(' ', left.Volumes.Concat(left.Others))}");
            }

            return killAt > 0 && exitCode == 0 ? null : new Run(points, description, calls);
        }
    }

    // What a killed process has asked Coolify for may still be in its queue; Coolify does not show it before it begins.
    private static async Task<ProvisionedProject?> SettledAsync(Host host, ProjectId project)
    {
        for (int look = 0; ; look++)
        {
            ProvisionedProject? found = await host.Provider.FindAsync(project);
            if (found?.State != ProjectState.Provisioning || look == 100)
            {
                return found;
            }

            await Task.Delay(100);
        }
    }

    private static async Task<bool> HasOpenOperationsAsync(Host host) =>
        (await host.Store.ListOperationsAsync(new ProjectOperationQuery { States = [ProjectOperationState.Queued, ProjectOperationState.Running] })).Count > 0;

    private sealed record Run(string[] Points, string Description, int Calls);
}
