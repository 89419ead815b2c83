namespace Provisioning.Compose;

/// <summary>Where the elements of a project stand in its files.</summary>
public sealed class ComposeSourceMap
{
    private readonly IReadOnlyDictionary<string, ComposeSourceLocation>? _locations;
    private readonly Func<string, ComposeSourceLocation?>? _find;

    /// <summary>Creates a map.</summary>
    /// <param name="locations">The locations by path, for instance <c>services.api.ports[0]</c>.</param>
    public ComposeSourceMap(IReadOnlyDictionary<string, ComposeSourceLocation> locations)
    {
        ArgumentNullException.ThrowIfNull(locations);
        _locations = locations;
    }

    // The loader keeps its tree instead of a path for every value, which nobody may ever ask for.
    internal ComposeSourceMap(Func<string, ComposeSourceLocation?> find) => _find = find;

    /// <summary>Gets a map that knows nothing.</summary>
    public static ComposeSourceMap Empty { get; } = new(new Dictionary<string, ComposeSourceLocation>(StringComparer.Ordinal));

    /// <summary>Returns where an element stands, or where the nearest element around it does.</summary>
    /// <param name="path">The path, for instance <c>services.api.ports[0]</c>.</param>
    /// <returns>The location, or <see langword="null"/> when neither is known.</returns>
    public ComposeSourceLocation? Find(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (_locations is null)
        {
            return _find?.Invoke(path);
        }

        while (path.Length > 0)
        {
            if (_locations.TryGetValue(path, out ComposeSourceLocation? location))
            {
                return location;
            }

            path = path[..Math.Max(0, path.LastIndexOfAny(['.', '[']))];
        }

        return _locations.GetValueOrDefault(string.Empty);
    }
}
