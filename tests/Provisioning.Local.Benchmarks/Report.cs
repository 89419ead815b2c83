using System.Globalization;
using System.Text.Json;

namespace Provisioning.Local.Benchmarks;

/// <summary>The samples, a table of their medians, and a file with all of them.</summary>
internal sealed class Report(BenchmarkOptions options)
{
    public const string Compose = "compose";
    public const string Same = "same checks";
    public const string Fast = "fast readiness";

    private readonly Dictionary<(string Stack, string Operation, string Who), List<double>> _samples = [];
    private readonly List<(string Stack, string Operation)> _rows = [];

    public string Machine { get; set; } = string.Empty;

    public List<string> Notes { get; } = [];

    public void Add(string stack, string operation, string who, double milliseconds)
    {
        if (!_rows.Contains((stack, operation)))
        {
            _rows.Add((stack, operation));
        }

        if (!_samples.TryGetValue((stack, operation, who), out List<double>? list))
        {
            _samples[(stack, operation, who)] = list = [];
        }

        list.Add(milliseconds);
    }

    public static double Median(IReadOnlyCollection<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    public void Print()
    {
        Console.WriteLine();
        Console.WriteLine($"{Machine}; medians of {options.Runs} in ms, in turns");
        Console.WriteLine("| stack | operation | Compose | ours, same checks | ratio | ours, fast readiness | ratio |");
        Console.WriteLine("|---|---|---:|---:|---:|---:|---:|");
        foreach ((string stack, string operation) in _rows.OrderBy(row => Stacks.Names.ToList().IndexOf(row.Stack)))
        {
            Console.WriteLine($"| {stack} | {operation} | {Cell(stack, operation, Compose)} | {Cell(stack, operation, Same)} | {Ratio(stack, operation, Same)} | {Cell(stack, operation, Fast)} | {Ratio(stack, operation, Fast)} |");
        }
    }

    public async Task WriteAsync(string path)
    {
        var document = new Dictionary<string, object>
        {
            ["machine"] = Machine,
            ["notes"] = Notes,
            ["samples"] = _samples.Select(entry => new Dictionary<string, object>
            {
                ["stack"] = entry.Key.Stack,
                ["operation"] = entry.Key.Operation,
                ["who"] = entry.Key.Who,
                ["medianMs"] = Math.Round(Median(entry.Value), 2),
                ["allMs"] = entry.Value.Select(value => Math.Round(value, 2)).ToArray(),
            }).ToArray(),
        };
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(document));
    }

    private string Cell(string stack, string operation, string who) =>
        _samples.TryGetValue((stack, operation, who), out List<double>? values) ? Median(values).ToString(Median(values) < 10 ? "F1" : "F0", CultureInfo.InvariantCulture) : "-";

    private string Ratio(string stack, string operation, string who) =>
        _samples.TryGetValue((stack, operation, who), out List<double>? values) && _samples.TryGetValue((stack, operation, Compose), out List<double>? theirs)
            ? (Median(values) / Median(theirs)).ToString(Median(values) / Median(theirs) < 0.1 ? "F3" : "F2", CultureInfo.InvariantCulture)
            : "-";
}
