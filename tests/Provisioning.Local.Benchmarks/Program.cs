using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Provisioning;
using Provisioning.Local.Benchmarks;

// Measures the Local provider beside Docker Compose on the same engine, in turns, in one run: eng/bench-local.
int runs = Option("--runs", 7);
int parallelStacks = Option("--stacks", 20);
string? json = args.SkipWhile(argument => argument != "--json").Skip(1).FirstOrDefault();
string program = Environment.GetEnvironmentVariable("PROVISIONING_TEST_COMPOSE") ?? throw new InvalidOperationException("PROVISIONING_TEST_COMPOSE names no Docker Compose; use eng/bench-local.");

DirectoryInfo scratch = Directory.CreateTempSubdirectory("provisioning-bench-");
foreach (string stack in Stacks.Names)
{
    await File.WriteAllTextAsync(Path.Combine(scratch.FullName, stack + ".yaml"), Stacks.Compose(stack));
}

var compose = new ComposeCli(program, scratch.FullName);
using ServiceProvider services = Services(scratch.FullName);
var same = services.GetRequiredKeyedService<IProvisioningProvider>("same");
var fast = services.GetRequiredKeyedService<IProvisioningProvider>("fast");
var samples = new SortedDictionary<string, List<double>>(StringComparer.Ordinal);

Console.WriteLine($"Docker Compose {compose.Version}, {runs} runs, {Environment.ProcessorCount} processors");
for (int run = -1; run < runs; run++)
{
    foreach (string stack in Stacks.Names)
    {
        // In turns, so that a slower minute of the machine meets all three. The first round is a warm-up.
        await ComposeAsync(stack, count: run >= 0);
        await OursAsync(same, "same checks", stack, count: run >= 0);
        await OursAsync(fast, "fast readiness", stack, count: run >= 0);
    }
}

await ThroughputAsync("compose", (i, _) => compose.ProjectAsync("two", $"benchc{i}", "up", "-d", "--quiet-pull"), i => compose.ProjectAsync("two", $"benchc{i}", "down", "-v"));
await ThroughputAsync("same checks", (i, token) => same.ProvisionAsync(Request("two", $"benchs{i}"), cancellationToken: token), i => same.PurgeAsync(ProjectId.Parse($"benchs{i}")));
await ThroughputAsync("fast readiness", (i, token) => fast.ProvisionAsync(Request("two", $"benchf{i}"), cancellationToken: token), i => fast.PurgeAsync(ProjectId.Parse($"benchf{i}")));

Report();
scratch.Delete(recursive: true);
return 0;

int Option(string name, int fallback) =>
    args.SkipWhile(argument => argument != name).Skip(1).FirstOrDefault() is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : fallback;

static ServiceProvider Services(string scratch)
{
    var services = new ServiceCollection();
    services.AddProvisioning()
        .AddLocal("same", options => (options.StateDirectory, options.FastReadiness, options.PortRange, options.AddressPool) = (Path.Combine(scratch, "same"), false, "21000-21999", "10.214.0.0/17"))
        .AddLocal("fast", options => (options.StateDirectory, options.FastReadiness, options.PortRange, options.AddressPool) = (Path.Combine(scratch, "fast"), true, "22000-22999", "10.214.128.0/17"));
    return services.BuildServiceProvider();
}

static ProvisionRequest Request(string stack, string project) => new()
{
    ProjectId = ProjectId.Parse(project),
    Template = ProjectTemplate.FromCompose(stack, Stacks.Compose(stack)),
};

async Task TimeAsync(string stack, string operation, string who, bool count, Func<Task> work)
{
    long start = Stopwatch.GetTimestamp();
    await work();
    if (count)
    {
        string key = $"{stack}\t{operation}\t{who}";
        samples.TryAdd(key, []);
        samples[key].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }
}

async Task ComposeAsync(string stack, bool count)
{
    string project = "benchc-" + stack;
    await TimeAsync(stack, "1 provision", "compose", count, () => compose.ProjectAsync(stack, project, "up", "-d"));
    await TimeAsync(stack, "2 provision again", "compose", count, () => compose.ProjectAsync(stack, project, "up", "-d"));
    await TimeAsync(stack, "3 stop", "compose", count, () => compose.ProjectAsync(stack, project, "stop"));
    await TimeAsync(stack, "4 start", "compose", count, () => compose.ProjectAsync(stack, project, "start"));
    await TimeAsync(stack, "5 remove", "compose", count, () => compose.ProjectAsync(stack, project, "down"));
    await compose.ProjectAsync(stack, project, "down", "-v");
}

async Task OursAsync(IProvisioningProvider provider, string who, string stack, bool count)
{
    ProvisionRequest request = Request(stack, $"bench{who[0]}-{stack}");
    await TimeAsync(stack, "1 provision", who, count, () => provider.ProvisionAsync(request));
    await TimeAsync(stack, "2 provision again", who, count, () => provider.ProvisionAsync(request));
    await TimeAsync(stack, "3 stop", who, count, () => provider.StopAsync(request.ProjectId));
    await TimeAsync(stack, "4 start", who, count, () => provider.StartAsync(request.ProjectId));
    await TimeAsync(stack, "5 remove", who, count, () => provider.DeleteAsync(request.ProjectId));
    await provider.PurgeAsync(request.ProjectId);
}

async Task ThroughputAsync(string who, Func<int, CancellationToken, Task> make, Func<int, Task> remove)
{
    long start = Stopwatch.GetTimestamp();
    await Parallel.ForEachAsync(Enumerable.Range(0, parallelStacks), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, token) => await make(i, token));
    samples[$"two\t6 {parallelStacks} stacks, 4 at a time\t{who}"] = [Stopwatch.GetElapsedTime(start).TotalMilliseconds];
    foreach (int i in Enumerable.Range(0, parallelStacks))
    {
        await remove(i);
    }
}

void Report()
{
    static double Median(List<double> values)
    {
        List<double> sorted = [.. values.Order()];
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }

    Console.WriteLine("| stack | operation | Compose, ms | ours, same checks | ratio | ours, fast readiness | ratio |");
    Console.WriteLine("|---|---|---:|---:|---:|---:|---:|");
    var rows = samples.Keys.Select(key => key.Split('\t')).Select(parts => (Stack: parts[0], Operation: parts[1])).Distinct();
    var document = new List<Dictionary<string, object>>();
    foreach ((string stack, string operation) in rows.OrderBy(row => Stacks.Names.ToList().IndexOf(row.Stack)).ThenBy(row => row.Operation, StringComparer.Ordinal))
    {
        double theirs = Median(samples[$"{stack}\t{operation}\tcompose"]);
        double ours = Median(samples[$"{stack}\t{operation}\tsame checks"]);
        double quick = Median(samples[$"{stack}\t{operation}\tfast readiness"]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {stack} | {operation[2..]} | {theirs:F0} | {ours:F0} | {ours / theirs:F2} | {quick:F0} | {quick / theirs:F2} |"));
        document.Add(new() { ["stack"] = stack, ["operation"] = operation[2..], ["composeMs"] = theirs, ["sameChecksMs"] = ours, ["fastReadinessMs"] = quick });
    }

    if (json is not null)
    {
        File.WriteAllText(json, JsonSerializer.Serialize(document));
    }
}
