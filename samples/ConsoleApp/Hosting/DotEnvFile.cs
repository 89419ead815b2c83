namespace Provisioning.ConsoleApp;

internal static class DotEnvFile
{
    public static IReadOnlyDictionary<string, string> Read(string path, IReadOnlyDictionary<string, string> environment)
    {
        _ = environment;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(path))
        {
            int separator = line.IndexOf('=', StringComparison.Ordinal);
            if (separator > 0 && !line.StartsWith('#'))
            {
                values[line[..separator].Trim()] = line[(separator + 1)..].Trim().Trim('"');
            }
        }

        return values;
    }
}
