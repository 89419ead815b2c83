namespace Provisioning.Compose.Yaml;

/// <summary>The nodes of a YAML file in the order of the text. One after the other in a few arrays, they cost the garbage collector nothing.</summary>
internal sealed class YamlTape
{
    private const int ChunkBits = 8;
    private const int ChunkSize = 1 << ChunkBits;

    private RawNode[]?[] _chunks = new RawNode[4][];

    /// <summary>Gets the places of the top nodes of the documents.</summary>
    public List<int> Documents { get; } = [];

    public int Count { get; private set; }

    // A chunk never moves, so that the reference stays good while more is added.
    public ref RawNode this[int index] => ref _chunks[index >> ChunkBits]![index & (ChunkSize - 1)];

    public int Add(in RawNode node)
    {
        int chunk = Count >> ChunkBits;
        if (chunk == _chunks.Length)
        {
            Array.Resize(ref _chunks, chunk * 2);
        }

        (_chunks[chunk] ??= new RawNode[ChunkSize])[Count & (ChunkSize - 1)] = node;
        return Count++;
    }

    /// <summary>Returns the place after a node and all that it holds.</summary>
    public int Next(int index)
    {
        ref RawNode node = ref this[index];
        return node.Kind == RawKind.Alias ? index + 1 : node.Link;
    }
}
