using System.Globalization;

namespace Provisioning.Local.Benchmarks;

/// <summary>The command line: <c>[--only operations|parallel|scale] [--runs N] [--stacks N] [--json FILE]</c>.</summary>
internal sealed record BenchmarkOptions
{
    public int Runs { get; init; } = 7;

    public int Stacks { get; init; } = 20;

    public string? Json { get; init; }

    public string? Only { get; init; }

    /// <summary>Gets the Docker Compose to compare with.</summary>
    public required string Compose { get; init; }

    /// <summary>Gets the published console application, for the cost of a fresh process; <see langword="null"/> to leave that out.</summary>
    public string? Console { get; init; }

    public static BenchmarkOptions Parse(IReadOnlyList<string> args)
    {
        string? only = Option("--only");
        if (only is not (null or "operations" or "parallel" or "scale"))
        {
            throw new ArgumentException($"--only {only}: operations, parallel or scale.", nameof(args));
        }

        return new BenchmarkOptions
        {
            Runs = Number("--runs", 7),
            Stacks = Number("--stacks", only == "scale" ? 25 : 20),
            Json = Option("--json"),
            Only = only,
            Compose = Environment.GetEnvironmentVariable("PROVISIONING_TEST_COMPOSE") ?? throw new InvalidOperationException("PROVISIONING_TEST_COMPOSE names no Docker Compose; use eng/bench-local."),
            Console = Environment.GetEnvironmentVariable("PROVISIONING_BENCH_CONSOLE") is { Length: > 0 } console ? console : null,
        };

        string? Option(string name) => args.SkipWhile(argument => argument != name).Skip(1).FirstOrDefault();
        int Number(string name, int fallback) => Option(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : fallback;
    }
}
