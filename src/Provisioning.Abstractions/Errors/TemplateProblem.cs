using System.Globalization;

namespace Provisioning;

/// <summary>One thing that is wrong with a template, or with the values given for it.</summary>
public sealed class TemplateProblem
{
    /// <summary>Gets which rule is broken: lower snake case and stable, for instance <c>undefined_volume</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Gets what is wrong, and what would be right. Holds no secret.</summary>
    public required string Message { get; init; }

    /// <summary>Gets the file, relative to the template where it belongs to one; <see langword="null"/> when the problem is not in a file.</summary>
    public string? File { get; init; }

    /// <summary>Gets the line, from 1; 0 when it is not known.</summary>
    public int Line { get; init; }

    /// <summary>Gets the column, from 1; 0 when it is not known.</summary>
    public int Column { get; init; }

    /// <summary>Gets the place in the model, for instance <c>services.api.ports[0]</c>; <see langword="null"/> when there is none.</summary>
    public string? Path { get; init; }

    /// <summary>Returns the problem as <c>file:line:column: path: message [code]</c>, without the parts that are not known.</summary>
    public override string ToString()
    {
        string place = (File, Line) switch
        {
            (null, _) => string.Empty,
            (_, 0) => $"{File}: ",
            _ => string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}: "),
        };
        return $"{place}{(Path is null ? string.Empty : Path + ": ")}{Message} [{Code}]";
    }
}
