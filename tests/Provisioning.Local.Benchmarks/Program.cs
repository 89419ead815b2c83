using Provisioning.Local.Benchmarks;

// Measures the Local provider beside Docker Compose on the same engine, in turns, in one run: eng/bench-local.
BenchmarkOptions options = BenchmarkOptions.Parse(args);
using var bench = new Bench(options);
await bench.PrepareAsync();
Console.WriteLine(bench.Report.Machine);
try
{
    if (options.Only is null or "operations")
    {
        await new OperationsBenchmark(bench).RunAsync();
    }

    if (options.Only is null or "parallel")
    {
        await new ThroughputBenchmark(bench).RunAsync(options.Stacks, [4], rounds: 1);
    }

    if (options.Only == "scale")
    {
        await new ReadingBenchmark(bench).RunAsync(projects: 200);
        await new ThroughputBenchmark(bench).RunAsync(options.Stacks, [16, 8, 4, 1], rounds: 1);
    }
}
finally
{
    await bench.CleanAsync();
}

bench.Report.Print();
if (options.Json is not null)
{
    await bench.Report.WriteAsync(options.Json);
}

return 0;
