using System.Text;
using System.Text.Json;

namespace Provisioning.Compose.Fuzzing;

/// <summary>Varies the projects of a corpus.</summary>
internal sealed class Mutator(Random random, IReadOnlyList<string> seeds, Accepted accepted)
{
    private readonly Generator _generator = new(random, accepted);

    public FuzzCase? Project()
    {
        FuzzCase? @case = Read(seeds[random.Next(seeds.Count)]);
        if (@case is null)
        {
            return null;
        }

        for (int i = random.Next(3) == 0 ? random.Next(2, 5) : 1; i > 0; i--)
        {
            Tree tree = @case.Trees.ElementAt(random.Next(@case.Trees.Count)).Value;
            switch (random.Next(9))
            {
                case 0 or 1:
                    Replace(tree, _ => _generator.Any());
                    break;
                case 2:
                    Replace(tree, old => old.Raw is { Length: > 0 } raw && !raw.StartsWith('*') ? Tree.Quoted(raw.Trim('"') + _generator.Pick(Values.Interpolation)) : _generator.Any());
                    break;
                case 3 or 4:
                    Tree added = _generator.Service(3);
                    if (_generator.FirstService(tree) is { } service)
                    {
                        foreach ((string key, Tree value) in added.Entries!.Where(static entry => entry.Key != "image"))
                        {
                            service.Set(key, value);
                        }
                    }

                    break;
                case 5:
                    Remove(tree);
                    break;
                case 6:
                    _generator.Decorate(tree);
                    break;
                case 7:
                    Split(@case);
                    break;
                default:
                    Extend(tree);
                    break;
            }
        }

        return @case;
    }

    /// <summary>Varies the text of a file, letter by letter.</summary>
    public FuzzCase? Text()
    {
        FuzzCase? @case = Read(seeds[random.Next(seeds.Count)], parse: false);
        if (@case is null)
        {
            return null;
        }

        string[] yaml = [.. @case.Texts.Keys.Where(static name => name.EndsWith(".yaml", StringComparison.Ordinal) || name.EndsWith(".yml", StringComparison.Ordinal))];
        if (yaml.Length == 0 || @case.Texts[yaml[0]].Length > 6000)
        {
            return null;
        }

        string file = yaml[random.Next(yaml.Length)];
        var text = new StringBuilder(@case.Texts[file]);
        string[] tokens = [": ", "\n", "- ", "\"", "'", "{", "}", "[", "]", "&a ", "*a", "<<: *a", "!reset ", "!!int ", "${A:-", "$", "\t", "? ", "|\n", ">-\n", "%", "\0", "---\n", "...\n", "~", "#", " #", ",", ":", " ", "  ", "@", "`", "\r", "\u0085", "\u2028", "\uFEFF", "\\", "!", "=", "key: ", "|2\n", "\u00A0"];
        for (int edits = random.Next(1, 3); edits > 0; edits--)
        {
            int at = random.Next(text.Length + 1);
            if (random.Next(3) > 0)
            {
                text.Insert(at, tokens[random.Next(tokens.Length)]);
            }
            else
            {
                text.Remove(at, Math.Min(text.Length - at, random.Next(1, 6)));
            }
        }

        @case.Texts[file] = text.ToString();
        return @case;
    }

    /// <summary>Makes a file of variables.</summary>
    public FuzzCase DotEnv()
    {
        var @case = new FuzzCase { Variables = Generator.Variables };
        @case.Texts["x.env"] = Join(Values.DotEnv, random.Next(1, 9));
        Tree service = Tree.Map(("image", Tree.Scalar("x")), ("env_file", Tree.List(Tree.Scalar("x.env"))));
        switch (random.Next(4))
        {
            case 0:
                service = Tree.Map(("image", Tree.Scalar("'x$A'")), ("environment", Tree.Scalar("[A, B, C, D, E, F, _C, K]")));
                @case.Texts[".env"] = @case.Texts["x.env"];
                break;
            case 1:
                service.Set("env_file", Tree.List(Tree.Map(("path", Tree.Scalar("x.env")), ("format", Tree.Scalar("raw")))));
                break;
            case 2:
                service.Set("label_file", Tree.Scalar("x.env"));
                break;
        }

        @case.Trees["compose.yaml"] = Tree.Map(("services", Tree.Map(("web", service))));
        return @case;
    }

    /// <summary>Makes a text with variables.</summary>
    public FuzzCase Interpolation()
    {
        var @case = new FuzzCase { Variables = Generator.Variables };
        @case.Trees["compose.yaml"] = Tree.Map(("services", Tree.Map(("web", Tree.Map(("image", Tree.Scalar("x")), ("labels", Tree.Map(("a", Tree.Quoted(Join(Values.Interpolation, random.Next(1, 8)))))))))));
        return @case;
    }

    private string Join(string[] pool, int count) => string.Concat(Enumerable.Range(0, count).Select(_ => pool[random.Next(pool.Length)]));

    public static FuzzCase? Read(string directory, bool parse = true)
    {
        string description = Path.Combine(directory, "case.json");
        using var document = JsonDocument.Parse(File.Exists(description) ? File.ReadAllText(description) : "{\"args\": []}");
        JsonElement root = document.RootElement;
        var @case = new FuzzCase { Arguments = [.. root.GetProperty("args").EnumerateArray().Select(static argument => argument.GetString()!)] };
        if (@case.Arguments.Contains("--project-directory"))
        {
            return null;
        }

        if (root.TryGetProperty("project", out JsonElement name) && name.ValueKind == JsonValueKind.String)
        {
            @case.Arguments.AddRange(["--project-name", name.GetString()!]);
        }

        if (root.TryGetProperty("env", out JsonElement variables))
        {
            foreach (JsonProperty variable in variables.EnumerateObject())
            {
                @case.Variables[variable.Name] = variable.Value.GetString()!;
            }
        }

        foreach ((string variable, string value) in Generator.Variables)
        {
            @case.Variables.TryAdd(variable, value);
        }

        foreach (string file in Directory.GetFiles(directory, "*", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(directory, file);
            if (relative.StartsWith("expected", StringComparison.Ordinal) || relative == "case.json" || new FileInfo(file).Length > 100_000)
            {
                continue;
            }

            string text = File.ReadAllText(file);
            if (parse && Path.GetExtension(file) is ".yaml" or ".yml" && Tree.Parse(text) is { Entries: not null } tree)
            {
                @case.Trees[relative] = tree;
            }
            else
            {
                @case.Texts[relative] = text;
            }
        }

        return parse && @case.Trees.Count == 0 ? null : @case;
    }

    private void Replace(Tree tree, Func<Tree, Tree> change)
    {
        (Tree Owner, int Index)[] places = [.. tree.Places()];
        if (places.Length > 0)
        {
            (Tree owner, int index) = places[random.Next(places.Length)];
            owner.SetAt(index, change(owner.At(index)));
        }
    }

    private void Remove(Tree tree)
    {
        (Tree Owner, int Index)[] places = [.. tree.Places()];
        if (places.Length > 0)
        {
            (Tree owner, int index) = places[random.Next(places.Length)];
            owner.RemoveAt(index);
        }
    }

    // Takes some keys of the services into a file of its own, or repeats them there.
    private void Split(FuzzCase @case)
    {
        string main = @case.Arguments.Count > 1 && @case.Arguments[0] == "-f" ? @case.Arguments[1] : "compose.yaml";
        if (!@case.Trees.TryGetValue(main, out Tree? tree) || tree.Get("services") is not { Entries: not null } services || @case.Trees.ContainsKey("split.yaml"))
        {
            return;
        }

        Tree other = Tree.Map();
        foreach ((string name, Tree service) in services.Entries)
        {
            if (service.Entries is null || name.StartsWith('*'))
            {
                continue;
            }

            Tree moved = Tree.Map();
            foreach ((string key, Tree value) in service.Entries.ToArray())
            {
                if (_generator.Chance(0.4) && !value.ToString().Contains('*', StringComparison.Ordinal) && !value.ToString().Contains('&', StringComparison.Ordinal))
                {
                    moved.Set(key, value.Clone());
                    if (_generator.Chance(0.5))
                    {
                        service.Entries.RemoveAll(entry => entry.Key == key);
                    }
                }
            }

            other.Set(name, moved);
        }

        @case.Trees["split.yaml"] = Tree.Map(("services", other));
        if (@case.Arguments.Count == 0 || !@case.Arguments.Contains("-f"))
        {
            @case.Arguments.AddRange(["-f", main]);
        }

        @case.Arguments.AddRange(["-f", "split.yaml"]);
    }

    // A new service that extends one of the others.
    private void Extend(Tree tree)
    {
        if (tree.Get("services") is { Entries.Count: > 0 } services)
        {
            string name = services.Entries[random.Next(services.Entries.Count)].Key;
            Tree added = _generator.Service(2);
            added.Set("extends", _generator.Chance(0.5) ? Tree.Scalar(name) : Tree.Map(("service", Tree.Scalar(name))));
            services.Set("extending", added);
        }
    }
}
