using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using BenchmarkDotNet.Attributes;
using YamlDotNet.Core;

namespace Provisioning.Compose.Benchmarks;

/// <summary>
/// Loading, filling, validating and printing a project beside the floor, the bare parse of the same YAML, and beside <c>docker compose config</c> as a process.
/// The last one runs what PROVISIONING_TEST_COMPOSE names; COMPOSE_BENCHMARK_FILE adds a file of one's own.
/// </summary>
[MemoryDiagnoser]
[MinColumn]
[SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "BenchmarkDotNet runs instance methods.")]
public class LoadBenchmarks
{
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal) { ["TAG"] = "1.2.3", ["PASSWORD"] = "secret" };
    private string _text = string.Empty;
    private string _directory = string.Empty;
    private InMemoryComposeFileSystem _files = null!;

    /// <summary>Gets or sets the number of services; 0 is the file that COMPOSE_BENCHMARK_FILE names.</summary>
    [ParamsSource(nameof(Sizes))]
    public int Services { get; set; }

    /// <summary>Gets the sizes: the project stack, a large file, and one eight times as large to see whether the time grows with the size only.</summary>
    public static IEnumerable<int> Sizes => Environment.GetEnvironmentVariable("COMPOSE_BENCHMARK_FILE") is null ? [6, 100, 800] : [0, 6, 100, 800];

    /// <summary>Makes the file.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _text = Services == 0 ? File.ReadAllText(Environment.GetEnvironmentVariable("COMPOSE_BENCHMARK_FILE")!) : SampleStack.Create(Services);
        _directory = Directory.CreateTempSubdirectory("compose-benchmark-").FullName;
        File.WriteAllText(Path.Combine(_directory, "compose.yaml"), _text);
        _files = new InMemoryComposeFileSystem([new("/srv/stack/compose.yaml", Encoding.UTF8.GetBytes(_text))]);
    }

    /// <summary>Removes the file.</summary>
    [GlobalCleanup]
    public void Cleanup() => Directory.Delete(_directory, recursive: true);

    /// <summary>The events of the YAML parser and nothing more.</summary>
    /// <returns>Their number.</returns>
    [Benchmark(Baseline = true)]
    public int BareParse()
    {
        var parser = new Parser(new StringReader(_text));
        int events = 0;
        while (parser.MoveNext())
        {
            events++;
        }

        return events;
    }

    /// <summary>Load, interpolate, normalise, validate.</summary>
    /// <returns>The project.</returns>
    [Benchmark]
    public ComposeProject Load() => ComposeLoader.Load(new ComposeLoadOptions { WorkingDirectory = "/srv/stack", FileSystem = _files, Environment = _environment });

    /// <summary>The same and the canonical JSON.</summary>
    /// <returns>The length of the JSON.</returns>
    [Benchmark]
    public int LoadAndWriteJson() => ComposeWriter.WriteJson(Load()).Length;

    /// <summary>Docker Compose as a process.</summary>
    /// <returns>The length of the JSON.</returns>
    /// <exception cref="InvalidOperationException">PROVISIONING_TEST_COMPOSE names no Docker Compose, or it failed.</exception>
    [Benchmark]
    public int DockerComposeConfig()
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("PROVISIONING_TEST_COMPOSE") ?? throw new InvalidOperationException("Set PROVISIONING_TEST_COMPOSE to the path that eng/compose-cli prints."),
            ["config", "--format", "json"])
        {
            WorkingDirectory = _directory,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach ((string name, string value) in _environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        int length = process.StandardOutput.ReadToEnd().Length;
        process.WaitForExit();
        return process.ExitCode == 0 ? length : throw new InvalidOperationException($"docker compose config ended with {process.ExitCode}.");
    }
}
