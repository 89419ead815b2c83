using System.Diagnostics;
using System.Globalization;

namespace Provisioning.Local.Benchmarks;

/// <summary>What looking costs when there are many projects.</summary>
internal sealed class ReadingBenchmark(Bench bench)
{
    public async Task RunAsync(int projects)
    {
        string[] names = [.. Enumerable.Range(0, projects).Select(i => string.Create(CultureInfo.InvariantCulture, $"benchr-{i}"))];
        await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (name, token) => await bench.Fast.ProvisionAsync(await bench.RequestAsync("small", name), cancellationToken: token));
        await MeasureAsync("list", async () =>
        {
            int seen = 0;
            await foreach (ProvisionedProject project in bench.Fast.ListAsync())
            {
                seen++;
            }

            return seen >= projects ? true : throw new InvalidOperationException($"Only {seen} of {projects} projects were listed.");
        });
        await MeasureAsync("status of one", async () => await bench.Fast.GetStatusAsync(ProjectId.Parse(names[^1])) is not null);
        await MeasureAsync("find one", async () => await bench.Fast.FindAsync(ProjectId.Parse(names[^1])) is not null);

        async Task MeasureAsync(string what, Func<Task<bool>> work)
        {
            List<double> times = [];
            for (int run = -2; run < bench.Options.Runs; run++)
            {
                long start = Stopwatch.GetTimestamp();
                await work();
                if (run >= 0)
                {
                    times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
            }

            string line = string.Create(CultureInfo.InvariantCulture, $"{what}, {projects} projects: {Report.Median(times):F1} ms");
            Console.WriteLine(line);
            bench.Report.Notes.Add(line);
        }
    }
}
