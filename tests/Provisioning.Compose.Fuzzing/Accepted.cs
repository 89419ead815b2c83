using System.Collections.Concurrent;

namespace Provisioning.Compose.Fuzzing;

/// <summary>Remembers what was in projects that Compose accepted, so that larger projects can be made that it accepts too.</summary>
internal sealed class Accepted
{
    private const int Most = 400;

    private readonly ConcurrentDictionary<(int, string, string), (int Accepted, int All)> _chances = new();
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, Tree>> _values = new(StringComparer.Ordinal);

    /// <summary>Learns which values are accepted where.</summary>
    public void Learn(FuzzCase @case, bool isAccepted)
    {
        foreach ((int, string, string) pick in @case.Picks)
        {
            _chances.AddOrUpdate(pick, static (_, accepted) => (accepted ? 1 : 0, 1), static (_, old, accepted) => (old.Accepted + (accepted ? 1 : 0), old.All + 1), isAccepted);
        }
    }

    /// <summary>Returns how probably a value is accepted.</summary>
    public double Chance((int, string, string) pick) => _chances.TryGetValue(pick, out (int Accepted, int All) counts) ? Math.Max(0.04, (counts.Accepted + 0.5) / (counts.All + 1)) : 0.5;

    public void Remember(FuzzCase @case)
    {
        foreach (Tree tree in @case.Trees.Values.Where(static tree => tree.Entries is not null))
        {
            foreach ((string section, Tree resources) in tree.Entries!)
            {
                if (resources.Entries is null)
                {
                    Remember(section, resources);
                    continue;
                }

                foreach ((_, Tree resource) in resources.Entries)
                {
                    foreach ((string key, Tree value) in section == "services" ? resource.Entries ?? [] : [])
                    {
                        Remember("services." + key, value);
                    }

                    Remember(section, resource);
                }
            }
        }
    }

    public Tree? Take(string key, Random random)
    {
        if (!_values.TryGetValue(key, out ConcurrentDictionary<string, Tree>? known) || known.IsEmpty)
        {
            return null;
        }

        Tree[] values = [.. known.Values];
        return values[random.Next(values.Length)].Clone();
    }

    private void Remember(string key, Tree value)
    {
        string text = value.ToString();
        ConcurrentDictionary<string, Tree> known = _values.GetOrAdd(key, static _ => new(StringComparer.Ordinal));
        if (known.Count < Most && !text.Contains('*', StringComparison.Ordinal) && !text.Contains('&', StringComparison.Ordinal))
        {
            known.TryAdd(text, value.Clone());
        }
    }
}
