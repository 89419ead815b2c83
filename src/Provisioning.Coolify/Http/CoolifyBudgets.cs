using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Provisioning.Coolify;

/// <summary>One budget for each user of a Coolify: providers with the same address and token share it, as Coolify counts them together.</summary>
internal sealed class CoolifyBudgets(TimeProvider timeProvider) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<CoolifyRequestBudget>> _budgets = new(StringComparer.Ordinal);

    public CoolifyRequestBudget Get(Uri apiUrl, Secret token, CoolifyProviderOptions options)
    {
        // The token itself is not kept as a key: keys end up in memory dumps and debuggers.
        string key = $"{apiUrl.AbsoluteUri} {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token.Reveal())))}";
        return _budgets.GetOrAdd(key, _ => new Lazy<CoolifyRequestBudget>(() => new CoolifyRequestBudget(options.RequestsPerMinute, options.Parallelism, timeProvider))).Value;
    }

    public void Dispose()
    {
        foreach (Lazy<CoolifyRequestBudget> budget in _budgets.Values)
        {
            if (budget.IsValueCreated)
            {
                budget.Value.Dispose();
            }
        }
    }
}
