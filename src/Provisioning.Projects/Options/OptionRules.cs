using Microsoft.Extensions.Options;

namespace Provisioning.Projects;

/// <summary>Collects the rules that options break.</summary>
internal sealed class OptionRules(string section)
{
    private readonly List<string> _problems = [];

    public void Within<T>(string name, T value, T least, T greatest)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(greatest) > 0)
        {
            _problems.Add(FormattableString.Invariant($"{section}:{name} is {value}. It must be from {least} to {greatest}."));
        }
    }

    public void Require(bool isThere, string problem)
    {
        if (!isThere)
        {
            _problems.Add(problem);
        }
    }

    public ValidateOptionsResult Result() => _problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(_problems);
}
