using System.Globalization;
using System.Text;

namespace Provisioning;

/// <summary>A template, or the values given for it, are not valid. Holds every problem that was found, not only the first.</summary>
public sealed class TemplateException : ProvisioningException
{
    /// <summary>Creates the exception.</summary>
    public TemplateException()
        : this("The template is not valid.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What happened, why, and what to do.</param>
    public TemplateException(string? message)
        : this(message, innerException: null)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">What happened, why, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public TemplateException(string? message, Exception? innerException)
        : base(message, innerException) => ErrorCode = ProvisioningErrorCode.InvalidTemplate;

    /// <summary>Creates the exception from the problems that were found; they become the message, a line each.</summary>
    /// <param name="problems">At least one problem.</param>
    /// <exception cref="ArgumentException"><paramref name="problems"/> is empty.</exception>
    public TemplateException(IReadOnlyList<TemplateProblem> problems)
        : this(Compose(problems)) => Problems = problems;

    /// <summary>Gets the problems, in the order of the file.</summary>
    public IReadOnlyList<TemplateProblem> Problems { get; init; } = [];

    private static string Compose(IReadOnlyList<TemplateProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (problems.Count == 0)
        {
            throw new ArgumentException("At least one problem is needed.", nameof(problems));
        }

        if (problems.Count == 1)
        {
            return problems[0].ToString();
        }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"The template has {problems.Count} problems:");
        foreach (TemplateProblem problem in problems)
        {
            text.Append("\n  ").Append(problem);
        }

        return text.ToString();
    }
}
