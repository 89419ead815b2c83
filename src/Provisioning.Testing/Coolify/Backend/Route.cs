namespace Provisioning.Testing.Coolify.Backend;

/// <summary>One route of the API.</summary>
internal sealed class Route(string method, string pattern, string ability, FakeCoolifyVersion since, Func<ApiCall, Answer> handle)
{
    private readonly string[] _parts = pattern.Split('/');

    public string Method { get; } = method;

    public string Ability { get; } = ability;

    public FakeCoolifyVersion Since { get; } = since;

    public Func<ApiCall, Answer> Handle { get; } = handle;

    public Dictionary<string, string>? Match(string[] path)
    {
        if (path.Length != _parts.Length)
        {
            return null;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < path.Length; i++)
        {
            if (_parts[i].StartsWith('{'))
            {
                values[_parts[i].Trim('{', '}')] = Uri.UnescapeDataString(path[i]);
            }
            else if (_parts[i] != path[i])
            {
                return null;
            }
        }

        return values;
    }
}
