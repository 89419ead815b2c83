using System.Text;

namespace Provisioning.Compose.Loading;

/// <summary>Where a walk through a model is. Costs next to nothing until there is something to complain about and the path is asked for.</summary>
internal sealed class Trail
{
    private Step[] _steps = new Step[16];
    private int _count;

    /// <summary>Gets the path: <c>services.api.ports[0]</c>.</summary>
    public string Path
    {
        get
        {
            var text = new StringBuilder();
            foreach (Step step in _steps.AsSpan(0, _count))
            {
                if (step.Key is null)
                {
                    text.Append(Paths.Index(step.Index));
                }
                else
                {
                    text.Append(text.Length == 0 ? string.Empty : ".").Append(step.Key);
                }
            }

            return text.ToString();
        }
    }

    /// <summary>Returns the path of a key of the mapping that the walk is at.</summary>
    public string To(string key) => Paths.Key(Path, key);

    /// <summary>Returns the path of an item of a list that is the value of a key.</summary>
    public string To(string key, int index) => Paths.Item(To(key), index);

    public void Enter(string key) => Add(new Step(key, 0));

    public void Enter(int index) => Add(new Step(null, index));

    public void Leave() => _count--;

    private void Add(Step step)
    {
        if (_count == _steps.Length)
        {
            Array.Resize(ref _steps, _count * 2);
        }

        _steps[_count++] = step;
    }

    private readonly record struct Step(string? Key, int Index);
}
