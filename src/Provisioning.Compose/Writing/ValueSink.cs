namespace Provisioning.Compose.Writing;

/// <summary>Receives a canonical model as JSON or YAML is made from it.</summary>
internal abstract class ValueSink
{
    public abstract void BeginMapping();

    public abstract void EndMapping();

    /// <summary>Ends a mapping that Docker Compose leaves out of YAML, but not of JSON, when it is empty.</summary>
    public virtual void EndOptionalMapping() => EndMapping();

    public abstract void BeginList();

    public abstract void EndList();

    public abstract void Key(string key);

    public abstract void Text(string value);

    /// <summary>Writes a number or another word that stands for itself.</summary>
    public abstract void Literal(string value);

    public void Flag(bool value) => Literal(value ? "true" : "false");

    public void Null() => Literal("null");
}
