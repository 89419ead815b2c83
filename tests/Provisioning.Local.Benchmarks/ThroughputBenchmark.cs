using System.Diagnostics;
using System.Globalization;

namespace Provisioning.Local.Benchmarks;

/// <summary>Many stacks of two services, some at a time; what our process needs for each.</summary>
internal sealed class ThroughputBenchmark(Bench bench)
{
    public async Task RunAsync(int stacks, IReadOnlyList<int> degrees, int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            foreach (int degree in degrees)
            {
                await MeasureAsync(Report.Compose, stacks, degree, (name, _) => bench.Compose.ProjectAsync("two", name, "up", "-d", "--wait"), name => bench.Compose.ProjectAsync("two", name, "down", "-v", "-t", "1"));
                await MeasureAsync(Report.Same, stacks, degree, async (name, token) => await bench.Same.ProvisionAsync(await bench.RequestAsync("two", name), cancellationToken: token), name => bench.Same.PurgeAsync(ProjectId.Parse(name)));
                await MeasureAsync(Report.Fast, stacks, degree, async (name, token) => await bench.Fast.ProvisionAsync(await bench.RequestAsync("two", name), cancellationToken: token), name => bench.Fast.PurgeAsync(ProjectId.Parse(name)));
            }
        }
    }

    private async Task MeasureAsync(string who, int stacks, int degree, Func<string, CancellationToken, Task> make, Func<string, Task> remove)
    {
        string[] names = [.. Enumerable.Range(0, stacks).Select(i => string.Create(CultureInfo.InvariantCulture, $"benchp{who[0]}-{i}"))];
        using var process = Process.GetCurrentProcess();
        TimeSpan processor = process.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = degree }, async (name, token) => await make(name, token));
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
        await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (name, _) => await remove(name));
    }
}
