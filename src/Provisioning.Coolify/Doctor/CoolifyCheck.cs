namespace Provisioning.Coolify;

/// <summary>One thing that <see cref="ICoolifyDoctor"/> looked at.</summary>
public sealed class CoolifyCheck
{
    internal CoolifyCheck(string name, CoolifyCheckResult result, string message, string? remedy = null)
    {
        Name = name;
        Result = result;
        Message = message;
        Remedy = remedy;
    }

    /// <summary>Gets what was looked at, for instance <c>version</c> or <c>server edge-1</c>.</summary>
    public string Name { get; }

    /// <summary>Gets what it came to.</summary>
    public CoolifyCheckResult Result { get; }

    /// <summary>Gets what was found. Holds no secret.</summary>
    public string Message { get; }

    /// <summary>Gets what to do, or <see langword="null"/> when there is nothing to do.</summary>
    public string? Remedy { get; }
}
