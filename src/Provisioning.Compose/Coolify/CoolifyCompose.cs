namespace Provisioning.Compose;

/// <summary>A project as it is given to Coolify with its secrets kept apart: a text without them, and the variables that the text refers to.</summary>
public sealed class CoolifyCompose
{
    /// <summary>Gets the text for <c>docker_compose_raw</c>, before its Base64 encoding. Each secret stands in it as <c>${NAME}</c>; without <see cref="Variables"/> it holds none.</summary>
    public required string Text { get; init; }

    /// <summary>Gets the variables to give with the text, by name, each to be sent as a literal one (<c>is_literal</c>). Coolify hands all of them to every container of the project.</summary>
    public required IReadOnlyDictionary<string, Secret> Variables { get; init; }

    /// <summary>Returns the number of variables; shows no value.</summary>
    public override string ToString() => FormattableString.Invariant($"CoolifyCompose {{ Text = {Text.Length} characters, Variables = {Variables.Count} }}");
}
