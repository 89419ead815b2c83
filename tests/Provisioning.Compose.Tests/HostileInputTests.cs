using System.Diagnostics;
using System.Globalization;
using System.Text;
using Provisioning.Compose.Tests.Conformance;
using Xunit.Abstractions;

namespace Provisioning.Compose.Tests;

/// <summary>Whatever the input is, there is a project or a <see cref="TemplateException"/>, soon and with bounded memory.</summary>
public sealed class HostileInputTests(ITestOutputHelper output)
{
    private const string MutationsVariable = "COMPOSE_MUTATIONS";

    public static TheoryData<string> Bombs => new()
    {
        "aliases", "merge keys", "extends", "deep flow", "deep block", "nested variables", "many variables on a line", "open braces", "interpolated aliases", "long key", "many anchors", "deep merge",
        "many duplicates", "many problems", "env file", "include of itself", "wide alias paths",
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void A_bomb_ends_soon(string name)
    {
        long before = GC.GetTotalAllocatedBytes(precise: false);
        var watch = Stopwatch.StartNew();
        string result = Try(TestProject.Options(Encoding.UTF8.GetBytes(Bomb(name))));
        output.WriteLine($"{name}: {watch.ElapsedMilliseconds} ms, {(GC.GetTotalAllocatedBytes(precise: false) - before) / 1024 / 1024} MiB: {(result.Length > 200 ? result[..200] : result)}");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public void A_file_of_30_megabytes_is_read_in_time_linear_to_its_size()
    {
        string small = Large(2_000);
        string large = Large(20_000);
        Try(TestProject.Options(Encoding.UTF8.GetBytes(small)));
        var watch = new Stopwatch();

        // Another program may take the processor away for one look; time that is not linear shows in every one.
        TimeSpan first = TimeSpan.MaxValue;
        TimeSpan tenfold = TimeSpan.MaxValue;
        for (int look = 0; look < 3 && (look == 0 || tenfold >= (first * 40) + TimeSpan.FromSeconds(1)); look++)
        {
            watch.Restart();
            Assert.Equal("ok", Try(TestProject.Options(Encoding.UTF8.GetBytes(small))));
            first = watch.Elapsed;
            watch.Restart();
            Assert.Equal("ok", Try(TestProject.Options(Encoding.UTF8.GetBytes(large))));
            tenfold = watch.Elapsed;
            output.WriteLine($"{small.Length / 1024} KiB: {first}, {large.Length / 1024} KiB: {tenfold}");
        }

        Assert.True(tenfold < (first * 40) + TimeSpan.FromSeconds(1), $"Ten times the text took {tenfold / first} times the time.");
        string comments = "# " + new string('x', 200) + "\n";
        string thirty = string.Concat(Enumerable.Repeat(comments, 150_000)) + "services: {a: {image: x}}\n";
        watch.Restart();
        Assert.Equal("ok", Try(TestProject.Options(Encoding.UTF8.GetBytes(thirty))));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public void Short_texts_of_brackets_and_indentation_end_soon()
    {
        string[] words = ["[", "]", "{", "}", ",", ": ", "- ", "? ", "a", "'", "\"", "\n", "\n", "\n ", "\n  ", "\t", "|", ">", "&a ", "*a", "#", "services: "];
        var random = new Random(20261125);
        var slowest = (Time: TimeSpan.Zero, Text: string.Empty);
        for (int i = 0; i < 20_000; i++)
        {
            string text = "services: {a: {image: x, command: [" + string.Concat(Enumerable.Range(0, random.Next(1, 24)).Select(_ => words[random.Next(words.Length)]));
            text = random.Next(2) == 0 ? text : text["services: {a: {image: x, command: [".Length..];
            var watch = Stopwatch.StartNew();
            Try(TestProject.Options(Encoding.UTF8.GetBytes(text)));
            slowest = watch.Elapsed > slowest.Time ? (watch.Elapsed, text) : slowest;
        }

        output.WriteLine($"{slowest.Time}: {slowest.Text}");
        Assert.True(slowest.Time < TimeSpan.FromSeconds(20), $"It took {slowest.Time}: {slowest.Text}");
    }

    [Fact]
    public void A_file_over_the_limit_is_refused()
    {
        TemplateException exception = Assert.Throws<TemplateException>(() => ComposeLoader.Load(TestProject.Options(new byte[33 * 1024 * 1024])));
        Assert.Equal("file_too_large", Assert.Single(exception.Problems).Code);
    }

    [Theory]
    [InlineData("\0services: {}")]
    [InlineData("services: {a: {image: \"x\u0007\"}}")]
    [InlineData("services:\n\ta: {image: x}")]
    [InlineData("services: {a: {image: x\uFFFE}}")]
    public void Forbidden_characters_are_refused(string text)
    {
        TemplateException exception = TestProject.Refused(text);
        Assert.All(exception.Problems, static problem => Assert.True(problem.Line > 0));
    }

    [Fact]
    public void Invalid_utf_8_is_refused()
    {
        foreach (byte[] bad in (byte[][])[[0xFF], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]])
        {
            byte[] text = [.. "services: {a: {image: "u8, .. bad, .. "}}"u8];
            TemplateException exception = Assert.Throws<TemplateException>(() => ComposeLoader.Load(TestProject.Options(text)));
            Assert.Equal("invalid_encoding", Assert.Single(exception.Problems).Code);
        }
    }

    /// <summary>Twenty thousand mutations, or as many as the environment variable says.</summary>
    [Fact]
    public void Mutated_files_give_a_project_or_problems()
    {
        int count = int.TryParse(Environment.GetEnvironmentVariable(MutationsVariable), NumberStyles.None, CultureInfo.InvariantCulture, out int wanted) ? wanted : 20_000;
        List<byte[]> seeds = [];
        foreach (string folder in Corpus.Directories)
        {
            seeds.AddRange(Directory.GetFiles(folder, "compose.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllBytes));
        }

        Assert.NotEmpty(seeds);
        int accepted = 0;
        long slowest = 0;
        int slowestNumber = 0;
        Parallel.For(0, count, i =>
        {
            byte[] text = Mutate(seeds, i);
            var watch = Stopwatch.StartNew();
            try
            {
                if (Try(TestProject.Options(text)) == "ok")
                {
                    Interlocked.Increment(ref accepted);
                }
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Mutation {i} gave {exception.GetType()}: {Encoding.UTF8.GetString(text)}", exception);
            }

            lock (seeds)
            {
                if (watch.ElapsedMilliseconds > slowest)
                {
                    (slowest, slowestNumber) = (watch.ElapsedMilliseconds, i);
                }
            }
        });
        output.WriteLine($"{count} mutations of {seeds.Count} files: {accepted} accepted, slowest {slowest} ms (number {slowestNumber}).");
        Assert.True(slowest < 20_000, $"Number {slowestNumber} took {slowest} ms.");
        Assert.InRange(accepted, 1, count - 1);
    }

    private static byte[] Mutate(List<byte[]> seeds, int number)
    {
#pragma warning disable CA5394 // reproducible on purpose
        var random = new Random(number);
        List<byte> text = [.. seeds[random.Next(seeds.Count)]];
        byte[][] tokens = [": "u8.ToArray(), "\n"u8.ToArray(), "- "u8.ToArray(), "\""u8.ToArray(), "'"u8.ToArray(), "{"u8.ToArray(), "}"u8.ToArray(), "["u8.ToArray(), "]"u8.ToArray(), "&a "u8.ToArray(), "*a"u8.ToArray(), "<<: "u8.ToArray(),
            "!reset "u8.ToArray(), "!!int "u8.ToArray(), "${A:-"u8.ToArray(), "$"u8.ToArray(), "\t"u8.ToArray(), "? "u8.ToArray(), "|\n"u8.ToArray(), "%"u8.ToArray(), "\0"u8.ToArray(), [0xFF], "---\n"u8.ToArray(), "~"u8.ToArray(), "1e999"u8.ToArray(), "extends: "u8.ToArray(), "include: "u8.ToArray()];
        for (int edits = random.Next(1, 6); edits > 0; edits--)
        {
            int at = random.Next(text.Count + 1);
            switch (random.Next(4))
            {
                case 0:
                    text.InsertRange(at, tokens[random.Next(tokens.Length)]);
                    break;
                case 1:
                    text.RemoveRange(at, Math.Min(text.Count - at, random.Next(1, 20)));
                    break;
                case 2:
                    byte[] other = seeds[random.Next(seeds.Count)];
                    int start = random.Next(other.Length + 1);
                    text.InsertRange(at, other.AsSpan(start, Math.Min(other.Length - start, random.Next(1, 200))).ToArray());
                    break;
                default:
                    if (at < text.Count)
                    {
                        text[at] = (byte)random.Next(256);
                    }

                    break;
            }
        }
#pragma warning restore CA5394

        return [.. text];
    }

    private static string Try(ComposeLoadOptions options)
    {
        try
        {
            ComposeProject project = ComposeLoader.Load(options);
            ComposeWriter.WriteYaml(project);
            ComposeWriter.WriteJson(project);
            return "ok";
        }
        catch (TemplateException exception)
        {
            Assert.NotEmpty(exception.Problems);
            return exception.Message;
        }
    }

    private static string Large(int services)
    {
        var text = new StringBuilder("services:\n");
        for (int i = 0; i < services; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  s{i}:\n    image: example/s{i}:${{TAG:-1}}\n    environment:\n      A: value {i}\n      B: \"${{HOME:-x}}\"\n    ports: [\"{i % 60000}:80\"]\n    volumes: [./d{i}:/d, \"data:/x\"]\n    healthcheck: {{test: curl x, interval: 30s}}\n");
        }

        return text.Append("volumes: {data: }\n").ToString();
    }

    private static string Bomb(string name)
    {
        const string Service = "services: {s: {image: x}}\n";
        var text = new StringBuilder();
        switch (name)
        {
            case "aliases":
                text.Append("x-0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
                for (int i = 1; i < 30; i++)
                {
                    text.Append(CultureInfo.InvariantCulture, $"x-{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
                }

                return text + Service;
            case "merge keys":
                text.Append("x-0: &a0 {k: v}\n");
                for (int i = 1; i < 40; i++)
                {
                    text.Append(CultureInfo.InvariantCulture, $"x-{i}: &a{i} {{<<: [*a{i - 1}, *a{i - 1}, *a{i - 1}], k{i}: v}}\n");
                }

                return text + Service;
            case "deep merge":
                text.Append("x-0: &a0 {k: v}\n");
                for (int i = 1; i < 3_000; i++)
                {
                    text.Append(CultureInfo.InvariantCulture, $"x-{i}: &a{i} {{<<: *a{i - 1}, k{i}: v}}\n");
                }

                return text + Service;
            case "extends":
                text.Append("services:\n  s0: {image: x, labels: {a: b}}\n");
                for (int i = 1; i < 3_000; i++)
                {
                    text.Append(CultureInfo.InvariantCulture, $"  s{i}: {{extends: s{i - 1}, labels: {{l{i}: x}}}}\n");
                }

                return text.ToString();
            case "deep flow":
                return "x-a: " + new string('[', 100_000) + "\n" + Service;
            case "deep block":
                for (int i = 0; i < 2_000; i++)
                {
                    text.Append(' ', i).Append("a:\n");
                }

                return text.ToString();
            case "nested variables":
                return "services: {s: {image: \"" + string.Concat(Enumerable.Repeat("${A:-", 50_000)) + "x" + new string('}', 50_000) + "\"}}";
            case "many variables on a line":
                return "services: {s: {image: x, labels: {a: \"" + string.Concat(Enumerable.Repeat("${A:-b} ", 400_000)) + "\"}}}";
            case "open braces":
                return "services: {s: {image: x, labels: {a: \"" + string.Concat(Enumerable.Repeat("${A:-{", 200_000)) + "}\"}}}";
            case "interpolated aliases":
                return "x-a: &a \"" + string.Concat(Enumerable.Repeat("${A:-" + new string('b', 1000) + "}", 100)) + "\"\nx-b: [" + string.Join(", ", Enumerable.Repeat("*a", 100_000)) + "]\n" + Service;
            case "long key":
                return "services: {s: {image: x, labels: {? " + new string('k', 5_000_000) + " : v}}}";
            case "many anchors":
                return "x-a: [" + string.Join(", ", Enumerable.Range(0, 300_000).Select(static i => $"&a{i} x")) + "]\n" + Service;
            case "many duplicates":
                return "services: {s: {image: x, labels: [" + string.Join(", ", Enumerable.Repeat("a=b", 300_000)) + "]}}";
            case "many problems":
                return "services: {" + string.Join(", ", Enumerable.Range(0, 50_000).Select(static i => $"s{i}: {{imag: x, ports: [x], scale: y}}")) + "}";
            case "env file":
                return "services: {s: {image: x, env_file: [" + string.Join(", ", Enumerable.Range(0, 2_000).Select(static i => $"{{path: ./././{new string('/', i)}compose.yaml}}")) + "]}}";
            case "include of itself":
                return "include: [compose.yaml, ./compose.yaml, x/../compose.yaml]\n" + Service;
            default:
                return "x-a: &a {b: c}\nservices:\n" + string.Concat(Enumerable.Range(0, 20_000).Select(static i => $"  s{i}: {{image: x, labels: *a, environment: *a}}\n"));
        }
    }
}
