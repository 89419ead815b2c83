using System.Diagnostics;
using System.Globalization;

namespace Provisioning.Local.Benchmarks;

/// <summary>Many stacks of two services, some at a time; what our process needs for each.</summary>
internal sealed class ThroughputBenchmark(Bench bench)
{
    public async Task RunAsync(int stacks, IReadOnlyList<int> degrees, int rounds)
    {
        // As a process that has run for a while, which a control plane is: not the compiler is measured.
        await RoundAsync((side, names) => MakeAndRemoveAsync(side, names), WarmUpStacks);
        for (int round = 0; round < rounds; round++)
        {
            foreach (int degree in degrees)
            {
                await RoundAsync((side, names) => MeasureAsync(side, names, degree), stacks);
            }
        }
    }

    private const int WarmUpStacks = 8;

    private async Task RoundAsync(Func<Side, string[], Task> run, int stacks)
    {
        Side[] sides =
        [
            new(Report.Compose, (name, _) => bench.Compose.ProjectAsync("two", name, "up", "-d", "--wait"), name => bench.Compose.ProjectAsync("two", name, "down", "-v", "-t", "1")),
            Ours(Report.Same, bench.Same),
            Ours(Report.Fast, bench.Fast),
        ];
        foreach (Side side in sides)
        {
            await run(side, [.. Enumerable.Range(0, stacks).Select(i => string.Create(CultureInfo.InvariantCulture, $"benchp{side.Who[0]}-{i}"))]);
        }
    }

    private Side Ours(string who, IProvisioningProvider provider) =>
        new(who, async (name, token) => await provider.ProvisionAsync(await bench.RequestAsync("two", name), cancellationToken: token), name => provider.PurgeAsync(ProjectId.Parse(name)));

    private static async Task MakeAndRemoveAsync(Side side, string[] names)
    {
        await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (name, token) => await side.Make(name, token));
        await RemoveAsync(side, names);
    }

    private static Task RemoveAsync(Side side, string[] names) =>
        Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (name, _) => await side.Remove(name));

    private async Task MeasureAsync(Side side, string[] names, int degree)
    {
        int stacks = names.Length;
        string who = side.Who;
        using var process = Process.GetCurrentProcess();
        TimeSpan processor = process.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = degree }, async (name, token) => await side.Make(name, token));
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        process.Refresh();
        bench.Report.Add("two", string.Create(CultureInfo.InvariantCulture, $"{stacks} stacks, {degree} at a time"), who, elapsed.TotalMilliseconds);
        string line = string.Create(CultureInfo.InvariantCulture, $"{who}, {degree} at a time: {stacks / elapsed.TotalMinutes:F0} stacks a minute");
        if (who != Report.Compose)
        {
            line += string.Create(CultureInfo.InvariantCulture, $"; our process: {(process.TotalProcessorTime - processor).TotalMilliseconds / stacks:F1} ms of processor time a stack, {process.WorkingSet64 / 1024.0 / 1024:F0} MiB in all");
        }

        Console.WriteLine(line);
        bench.Report.Notes.Add(line);
        await RemoveAsync(side, names);
    }

    private sealed record Side(string Who, Func<string, CancellationToken, Task> Make, Func<string, Task> Remove);
}
