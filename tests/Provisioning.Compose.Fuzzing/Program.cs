using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Provisioning.Compose.Fuzzing;

// usage: --replay FOLDER    compares one project
//        [--count N] [--seconds N] [--seed N] [--format json|yaml] [--mode all|corpus|project|mutate|text|dotenv|interpolation] [--corpus FOLDER]... [--out FOLDER] [--workers N]
var options = new Dictionary<string, string>(StringComparer.Ordinal) { ["--count"] = "1000", ["--seconds"] = "3600", ["--seed"] = "1", ["--mode"] = "all", ["--out"] = "artifacts/compose-fuzz", ["--workers"] = "2", ["--replay"] = "", ["--format"] = "json" };
List<string> corpora = [];
for (int i = 0; i < args.Length; i += 2)
{
    if (i + 1 >= args.Length || !(options.ContainsKey(args[i]) || args[i] == "--corpus"))
    {
        Console.Error.WriteLine($"Unknown or incomplete option '{args[i]}'. Known: --corpus {string.Join(' ', options.Keys)}");
        return 2;
    }

    if (args[i] == "--corpus")
    {
        corpora.Add(args[i + 1]);
    }
    else
    {
        options[args[i]] = args[i + 1];
    }
}

string? compose = Environment.GetEnvironmentVariable("PROVISIONING_TEST_COMPOSE");
if (compose is null)
{
    Console.Error.WriteLine("Set PROVISIONING_TEST_COMPOSE to the path that eng/compose-cli prints.");
    return 2;
}

if (options["--replay"] is { Length: > 0 } replayed)
{
    string place = Directory.CreateTempSubdirectory("compose-fuzz-").FullName;
    Comparer.Outcome outcome = new Comparer(compose, Path.Combine(place, "app"), options["--format"]) { Log = Console.Out }.Compare(Mutator.Read(replayed, parse: false)!);
    Directory.Delete(place, recursive: true);
    Console.WriteLine(outcome.Signature);
    return ReferenceEquals(outcome, Comparer.Same) || ReferenceEquals(outcome, Comparer.BothRefused) ? 0 : 1;
}

string[] seeds = [.. corpora.SelectMany(static corpus => Directory.GetDirectories(corpus)).Where(static seed => File.Exists(Path.Combine(seed, "case.json"))).Order(StringComparer.Ordinal)];
int count = int.Parse(options["--count"], CultureInfo.InvariantCulture);
int first = int.Parse(options["--seed"], CultureInfo.InvariantCulture);
var until = TimeSpan.FromSeconds(int.Parse(options["--seconds"], CultureInfo.InvariantCulture));
string output = Path.GetFullPath(options["--out"]);
Directory.CreateDirectory(output);
var found = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
var accepted = new Accepted();
var watch = Stopwatch.StartNew();
int next = first;
int equal = 0;
int refused = 0;
string root = Directory.CreateTempSubdirectory("compose-fuzz-").FullName;
try
{
    await Task.WhenAll(Enumerable.Range(0, int.Parse(options["--workers"], CultureInfo.InvariantCulture)).Select(worker => Task.Run(() => Work(worker))));
}
finally
{
    Directory.Delete(root, recursive: true);
}

Console.WriteLine($"{next - first} cases in {watch.Elapsed.TotalSeconds:0} s: {equal} equal, {refused} refused by both, {found.Values.Sum()} not the same in {found.Count} ways.");
foreach ((string signature, int times) in found.OrderByDescending(static entry => entry.Value))
{
    Console.WriteLine($"{times,6}  {signature}");
}

return found.IsEmpty ? 0 : 1;

void Work(int worker)
{
    string directory = Path.Combine(root, "w" + worker.ToString(CultureInfo.InvariantCulture), "app");
    var comparer = new Comparer(compose, directory, options["--format"]);
    while (watch.Elapsed < until)
    {
        int seed = Interlocked.Increment(ref next) - 1;
        if (seed >= first + count)
        {
            Interlocked.Decrement(ref next);
            return;
        }

        if (Make(new Random(seed), seed) is not { } @case)
        {
            continue;
        }

        Comparer.Outcome outcome = comparer.Compare(@case);
        accepted.Learn(@case, !ReferenceEquals(outcome, Comparer.BothRefused));
        if (ReferenceEquals(outcome, Comparer.Same))
        {
            Interlocked.Increment(ref equal);
            accepted.Remember(@case);
        }
        else if (ReferenceEquals(outcome, Comparer.BothRefused))
        {
            Interlocked.Increment(ref refused);
        }
        else if (found.AddOrUpdate(outcome.Signature, 1, static (_, times) => times + 1) == 1)
        {
            FuzzCase small = new Shrinker(comparer).Shrink(@case, outcome);
            string place = Path.Combine(output, seed.ToString(CultureInfo.InvariantCulture));
            small.Write(place);
            lock (found)
            {
                Console.WriteLine($"=== {seed} {outcome.Signature}");
                foreach ((string name, string text) in small.Trees.Select(static entry => (entry.Key, entry.Value.ToString())).Concat(small.Texts.Select(static entry => (entry.Key, entry.Value))))
                {
                    if (name is "a.env" or "b.env" or "labels.txt" or "conf.txt" or "dir/file" or "sub/c.env" or "inc/.env")
                    {
                        continue;
                    }

                    Console.WriteLine($"--- {name}");
                    Console.WriteLine(text.Length > 1500 ? text[..1500] : text);
                }

                Console.WriteLine($"--- arguments: {string.Join(' ', small.Arguments)}");
                Console.Out.Flush();
            }
        }
    }
}

FuzzCase? Make(Random random, int seed)
{
    string mode = options["--mode"];
    if (mode == "all")
    {
        int die = random.Next(100);
        mode = die < 50 ? "project" : die < 80 ? "mutate" : die < 86 ? "text" : die < 93 ? "dotenv" : "interpolation";
    }

    if (mode == "corpus")
    {
        return Mutator.Read(seeds[seed % seeds.Length], parse: false);
    }

    if (seeds.Length == 0 && mode is "mutate" or "text")
    {
        mode = "project";
    }

    var mutator = new Mutator(random, seeds, accepted);
    return mode switch
    {
        "mutate" => mutator.Project(),
        "text" => mutator.Text(),
        "dotenv" => mutator.DotEnv(),
        "interpolation" => mutator.Interpolation(),
        _ => new Generator(random, accepted).Project(),
    };
}
