using System.Diagnostics;

namespace Provisioning.Projects.TestHost;

/// <summary>Counts the points that a process passes, and kills it, as the system would without asking (SIGKILL), at the chosen one.</summary>
public sealed class KillPoints(int killAt)
{
    private readonly List<string> _passed = [];

    /// <summary>Gets or sets whether points are counted: getting ready does not count.</summary>
    public bool IsOn { get; set; }

    public IReadOnlyList<string> Passed
    {
        get
        {
            lock (_passed)
            {
                return [.. _passed];
            }
        }
    }

    public void Pass(string name)
    {
        if (!IsOn)
        {
            return;
        }

        lock (_passed)
        {
            _passed.Add(name);
            if (_passed.Count == killAt)
            {
                Process.GetCurrentProcess().Kill();
                Thread.Sleep(Timeout.Infinite);
            }
        }
    }
}
