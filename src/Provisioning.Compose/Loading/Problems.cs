using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Loading;

/// <summary>Collects what is wrong, up to a limit, and throws it at the end of a step.</summary>
internal sealed class Problems
{
    private const int Limit = 200;

    private readonly List<TemplateProblem> _problems = [];

    public int Count => _problems.Count;

    public bool IsFull => _problems.Count >= Limit;

    public void Add(string code, string message, Node? at, string? path) =>
        Add(code, message, at?.File?.Name, at?.Line ?? 0, at?.Column ?? 0, path);

    public void Add(string code, string message, string? file, int line, int column, string? path)
    {
        if (_problems.Count < Limit)
        {
            _problems.Add(new TemplateProblem
            {
                Code = code,
                Message = message,
                File = file,
                Line = line,
                Column = column,
                Path = string.IsNullOrEmpty(path) ? null : path,
            });
        }
    }

    /// <exception cref="TemplateException">Something was added.</exception>
    public void ThrowIfAny()
    {
        if (_problems.Count > 0)
        {
            throw new TemplateException([.. _problems
                .OrderBy(static problem => problem.File, StringComparer.Ordinal)
                .ThenBy(static problem => problem.Line)
                .ThenBy(static problem => problem.Column)]);
        }
    }

    /// <summary>Ends the loading with this problem and those found before.</summary>
    public TemplateException Fail(string code, string message, Node? at, string? path)
    {
        Add(code, message, at, path);
        ThrowIfAny();
        return new TemplateException(message);
    }

    /// <summary>Ends the loading with this problem and those found before.</summary>
    public TemplateException FailFile(string code, string message, string? file, int line = 0, int column = 0)
    {
        Add(code, message, file, line, column, path: null);
        ThrowIfAny();
        return new TemplateException(message);
    }
}
