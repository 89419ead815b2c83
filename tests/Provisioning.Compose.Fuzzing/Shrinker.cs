namespace Provisioning.Compose.Fuzzing;

/// <summary>Makes a case smaller that still shows the same difference.</summary>
internal sealed class Shrinker(Comparer comparer)
{
    private const int MostTries = 150;

    private int _tries;

    public FuzzCase Shrink(FuzzCase @case, Comparer.Outcome outcome)
    {
        FuzzCase best = @case;
        bool changed = true;
        while (changed && _tries < MostTries)
        {
            changed = false;
            foreach (string file in best.Trees.Keys.ToArray())
            {
                for (int i = 0; _tries < MostTries; i++)
                {
                    FuzzCase smaller = best.Clone();
                    (Tree Owner, int Index)[] places = [.. smaller.Trees[file].Places()];
                    if (i >= places.Length)
                    {
                        break;
                    }

                    places[i].Owner.RemoveAt(places[i].Index);
                    if (Same(smaller, outcome))
                    {
                        best = smaller;
                        changed = true;
                        i--;
                    }
                }
            }

            foreach (string file in best.Texts.Keys.ToArray())
            {
                FuzzCase without = best.Clone();
                without.Texts.Remove(file);
                if (Same(without, outcome))
                {
                    best = without;
                    continue;
                }

                for (int i = 0; i < best.Texts[file].Split('\n').Length && _tries < MostTries; i++)
                {
                    FuzzCase smaller = best.Clone();
                    List<string> lines = [.. best.Texts[file].Split('\n')];
                    lines.RemoveAt(i);
                    smaller.Texts[file] = string.Join('\n', lines);
                    if (Same(smaller, outcome))
                    {
                        best = smaller;
                        changed = true;
                        i--;
                    }
                }
            }
        }

        return best;
    }

    private bool Same(FuzzCase @case, Comparer.Outcome outcome)
    {
        _tries++;
        return comparer.Compare(@case).Signature == outcome.Signature;
    }
}
