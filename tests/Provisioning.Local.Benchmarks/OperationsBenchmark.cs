using System.Diagnostics;

namespace Provisioning.Local.Benchmarks;

/// <summary>Each operation of each stack, in turns: Compose, ours with the same checks, ours with its defaults.</summary>
internal sealed class OperationsBenchmark(Bench bench)
{
    private const string Again = "provision again";
    private const string Fresh = "provision again, a fresh process";

    public async Task RunAsync()
    {
        // Ours is compiled while it runs; Compose is not.
        await OursAsync(bench.Same, Report.Same, "one", counts: false);
        await OursAsync(bench.Fast, Report.Fast, "one", counts: false);
        for (int run = 0; run < bench.Options.Runs; run++)
        {
            foreach (string stack in Stacks.Measured)
            {
                // In turns, so that a slower minute of the machine meets all three.
                await ComposeAsync(stack);
                await OursAsync(bench.Same, Report.Same, stack, counts: true);
                await OursAsync(bench.Fast, Report.Fast, stack, counts: true);
            }

            Console.WriteLine($"run {run + 1} of {bench.Options.Runs}");
        }
    }

    private async Task ComposeAsync(string stack)
    {
        string project = "benchc-" + stack;
        await TimeAsync(stack, "provision", Report.Compose, counts: true, () => bench.Compose.ProjectAsync(stack, project, "up", "-d", "--wait"));
        double again = await TimeAsync(stack, Again, Report.Compose, counts: true, () => bench.Compose.ProjectAsync(stack, project, "up", "-d"));
        bench.Report.Add(stack, Fresh, Report.Compose, again);
        await TimeAsync(stack, "stop", Report.Compose, counts: true, () => bench.Compose.ProjectAsync(stack, project, "stop"));

        // "start" returns before the last service is healthy; this waits as ours does.
        await TimeAsync(stack, "start", Report.Compose, counts: true, () => bench.Compose.ProjectAsync(stack, project, "up", "-d", "--wait"));
        await TimeAsync(stack, "remove", Report.Compose, counts: true, () => bench.Compose.ProjectAsync(stack, project, "down"));
        await bench.Compose.ProjectAsync(stack, project, "down", "-v");
    }

    private async Task OursAsync(IProvisioningProvider provider, string who, string stack, bool counts)
    {
        ProvisionRequest request = await bench.RequestAsync(stack, $"bench{who[0]}-{stack}");
        await TimeAsync(stack, "provision", who, counts, () => provider.ProvisionAsync(request));
        await TimeAsync(stack, Again, who, counts, () => provider.ProvisionAsync(request));
        if (ReferenceEquals(provider, bench.Fast) && bench.Options.Console is { } console)
        {
            await TimeAsync(stack, Fresh, who, counts, () => bench.Compose.RunAsync(console, ["provision", request.ProjectId.Value, "--template", bench.TemplateOf(stack)], bench.ConsoleEnvironment));
        }

        await TimeAsync(stack, "stop", who, counts, () => provider.StopAsync(request.ProjectId));
        await TimeAsync(stack, "start", who, counts, () => provider.StartAsync(request.ProjectId));
        await TimeAsync(stack, "remove", who, counts, () => provider.DeleteAsync(request.ProjectId));
        await provider.PurgeAsync(request.ProjectId);
    }

    private async Task<double> TimeAsync(string stack, string operation, string who, bool counts, Func<Task> work)
    {
        long start = Stopwatch.GetTimestamp();
        await work();
        double elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (counts)
        {
            bench.Report.Add(stack, operation, who, elapsed);
        }

        return elapsed;
    }
}
