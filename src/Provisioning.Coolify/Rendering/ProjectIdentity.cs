using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Provisioning.Coolify.Rendering;

/// <summary>
/// What a service of Coolify says in its description about the project that it is: one line for programs, <c>provisioning/1 owner=... project=...</c>, beside whatever people write there.
/// It is all that is remembered of a project, so every host sees the same. Holds no secret.
/// </summary>
/// <remarks>The line is read strictly: it is what was written, or it is no line. Values are percent-encoded; Coolify strips tags and trims.</remarks>
internal sealed record ProjectIdentity
{
    private const string Prefix = "provisioning/1 ";
    private const string Yes = "yes";

    /// <summary>Gets who owns the project: <see cref="CoolifyProviderOptions.InstanceId"/>.</summary>
    public required string Owner { get; init; }

    public required ProjectId ProjectId { get; init; }

    /// <summary>Gets the number of the accepted revision.</summary>
    public required long Generation { get; init; }

    public required string Digest { get; init; }

    /// <summary>Gets the salt that enters the digest.</summary>
    public required string Salt { get; init; }

    /// <summary>Gets when this was written. It makes each revision and repair a change of the record, so that Coolify's time of it is known.</summary>
    public required DateTimeOffset WrittenAt { get; init; }

    public string? TemplateVersion { get; init; }

    /// <summary>Gets the names of the variables that go with the text: a project that has some must not be started before they are set, and they go when no revision needs them.</summary>
    public IReadOnlyList<string> Variables { get; init; } = [];

    public DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>Gets whether nothing was starting when this was written: what Coolify shows of the containers then needs no time to become true.</summary>
    public bool IsSettled { get; init; }

    /// <summary>Gets why the last operation failed, or <see langword="null"/> when it did not.</summary>
    public string? Failure { get; init; }

    public IReadOnlyList<IdentityService> Services { get; init; } = [];

    public IReadOnlyList<IdentityEndpoint> Endpoints { get; init; } = [];

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Writes the line.</summary>
    public string ToLine()
    {
        var parts = new List<string>
        {
            "owner=" + IdentityText.Encode(Owner),
            "project=" + ProjectId.Value,
            "generation=" + Generation.ToString(CultureInfo.InvariantCulture),
            "digest=" + IdentityText.Encode(Digest),
            "salt=" + IdentityText.Encode(Salt),
            "written=" + IdentityText.Encode(WrittenAt),
        };
        Add("template", TemplateVersion is null ? null : IdentityText.Encode(TemplateVersion));
        Add("variables", List(Variables, static name => [name]));
        Add("archived", ArchivedAt is { } archived ? IdentityText.Encode(archived) : null);
        Add("settled", IsSettled ? Yes : null);
        Add("failed", Failure is null ? null : IdentityText.Encode(Failure));
        Add("services", List(Services, service => [service.Name, service.IsJob ? "job" : service.HasHealthCheck ? "health" : "up"]));
        Add("endpoints", List(Endpoints, endpoint => [endpoint.Name, endpoint.ServiceName, endpoint.Scope.ToString().ToLowerInvariant(), endpoint.Url]));
        Add("labels", List(Labels.OrderBy(label => label.Key, StringComparer.Ordinal), label => [label.Key, label.Value]));
        return Prefix + string.Join(' ', parts);

        void Add(string key, string? value)
        {
            if (value is not null)
            {
                parts.Add(key + "=" + value);
            }
        }
    }

    /// <summary>Puts the line into a description: in the place of the one that is there, else at its end. What else the description says stays.</summary>
    public string WriteInto(string? description)
    {
        string line = ToLine();
        string[] others = [.. Lines(description).Where(other => !IsLine(other))];
        return others.Length == 0 ? line : string.Join('\n', others) + "\n" + line;
    }

    /// <summary>Finds the line in a description and reads it.</summary>
    /// <returns>Whether the description has exactly one line, and that is a valid one.</returns>
    public static bool TryFind(string? description, [NotNullWhen(true)] out ProjectIdentity? identity)
    {
        string[] lines = [.. Lines(description).Where(IsLine)];
        identity = null;
        return lines.Length == 1 && TryParse(lines[0], out identity);
    }

    /// <summary>Whether a description has a line of this kind at all, valid or not.</summary>
    public static bool HasLine(string? description) => Lines(description).Any(line => line.StartsWith("provisioning/", StringComparison.Ordinal));

    /// <summary>Reads a line.</summary>
    public static bool TryParse(string line, [NotNullWhen(true)] out ProjectIdentity? identity)
    {
        identity = null;
        if (!IsLine(line))
        {
            return false;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string part in line[Prefix.Length..].Split(' '))
        {
            int at = part.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || !values.TryAdd(part[..at], part[(at + 1)..]))
            {
                return false;
            }
        }

        try
        {
            ProjectIdentity read = Read(values);

            // What does not come out as it went in was written by somebody else.
            if (read.ToLine() == line)
            {
                identity = read;
            }
        }
        catch (FormatException)
        {
            // One of the values is none.
        }

        return identity is not null;
    }

    private static ProjectIdentity Read(Dictionary<string, string> values)
    {
        return new ProjectIdentity
        {
            Owner = IdentityText.Decode(Required("owner")),
            ProjectId = ProjectId.TryParse(Required("project"), out ProjectId id) ? id : throw new FormatException(),
            Generation = IdentityText.DecodeNumber(Required("generation")),
            Digest = IdentityText.Decode(Required("digest")),
            Salt = IdentityText.Decode(Required("salt")),
            WrittenAt = IdentityText.DecodeTime(Required("written")),
            TemplateVersion = values.TryGetValue("template", out string? template) ? IdentityText.Decode(template) : null,
            Variables = [.. Items("variables", 1).Select(static item => item[0])],
            ArchivedAt = values.TryGetValue("archived", out string? archived) ? IdentityText.DecodeTime(archived) : null,
            IsSettled = values.TryGetValue("settled", out string? settled) && (settled == Yes ? true : throw new FormatException()),
            Failure = values.TryGetValue("failed", out string? failed) ? IdentityText.Decode(failed) : null,
            Services = [.. Items("services", 2).Select(static item => new IdentityService(item[0], item[1] == "health", item[1] == "job"))],
            Endpoints = [.. Items("endpoints", 4).Select(static item => new IdentityEndpoint(item[0], item[1], Scope(item[2]), item[3]))],
            Labels = ToLabels(Items("labels", 2)),
        };

        string Required(string key) => values.TryGetValue(key, out string? value) ? value : throw new FormatException();

        IEnumerable<string[]> Items(string key, int fields)
        {
            if (!values.TryGetValue(key, out string? text))
            {
                yield break;
            }

            foreach (string item in text.Split(','))
            {
                string[] parts = [.. item.Split(':').Select(IdentityText.Decode)];
                yield return parts.Length == fields ? parts : throw new FormatException();
            }
        }
    }

    private static EndpointScope Scope(string text) => Enum.TryParse(text, ignoreCase: true, out EndpointScope scope) ? scope : throw new FormatException();

    private static Dictionary<string, string> ToLabels(IEnumerable<string[]> items)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string[] item in items)
        {
            if (!labels.TryAdd(item[0], item[1]))
            {
                throw new FormatException();
            }
        }

        return labels;
    }

    private static bool IsLine(string line) => line.StartsWith(Prefix, StringComparison.Ordinal);

    private static IEnumerable<string> Lines(string? description) =>
        (description ?? string.Empty).Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0);

    private static string? List<T>(IEnumerable<T> items, Func<T, string[]> fields)
    {
        string text = string.Join(',', items.Select(item => string.Join(':', fields(item).Select(IdentityText.Encode))));
        return text.Length == 0 ? null : text;
    }
}
