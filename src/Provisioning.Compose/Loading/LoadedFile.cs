using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Loading;

/// <summary>A loaded file: its model and what its last document removes.</summary>
/// <param name="Model">The model.</param>
/// <param name="Removals">The last document, for its removals; <see langword="null"/> when the file is empty.</param>
internal sealed record LoadedFile(Node Model, YamlDocument? Removals);
