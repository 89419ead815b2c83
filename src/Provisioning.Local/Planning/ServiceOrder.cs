using Provisioning.Local.Mapping;

namespace Provisioning.Local.Planning;

/// <summary>Services after those that they depend on.</summary>
internal static class ServiceOrder
{
    public static IReadOnlyList<string> Of(IEnumerable<MappedContainer> containers)
    {
        var dependencies = new SortedDictionary<string, IEnumerable<string>>(StringComparer.Ordinal);
        foreach (MappedContainer container in containers)
        {
            dependencies[container.Service.Name] = container.Service.DependsOn.Keys.Concat(container.References).Order(StringComparer.Ordinal);
        }

        List<string> order = [];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var path = new Stack<(string Service, bool IsDone)>();
        foreach (string first in dependencies.Keys)
        {
            path.Push((first, false));
            while (path.TryPop(out (string Service, bool IsDone) step))
            {
                if (step.IsDone)
                {
                    order.Add(step.Service);
                }
                else if (seen.Add(step.Service))
                {
                    // The loader has refused cycles; one that came here all the same is cut, not followed.
                    path.Push((step.Service, true));
                    foreach (string dependency in dependencies[step.Service].Reverse().Where(name => dependencies.ContainsKey(name) && !seen.Contains(name)))
                    {
                        path.Push((dependency, false));
                    }
                }
            }
        }

        return order;
    }
}
