using System.Buffers;
using System.Text;

namespace Provisioning.Compose.Writing;

/// <summary>A text that grows, in memory that is used again afterwards.</summary>
internal sealed class TextBuffer(int capacity = 1024) : IDisposable
{
    private char[] _buffer = ArrayPool<char>.Shared.Rent(capacity);
    private int _length;

    public ReadOnlySpan<char> Span => _buffer.AsSpan(0, _length);

    public void Append(char c)
    {
        if (_length == _buffer.Length)
        {
            Grow(1);
        }

        _buffer[_length++] = c;
    }

    public void Append(char c, int count)
    {
        Reserve(count).Fill(c);
        _length += count;
    }

    public void Append(ReadOnlySpan<char> text)
    {
        text.CopyTo(Reserve(text.Length));
        _length += text.Length;
    }

    public byte[] ToUtf8()
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(Span)];
        Encoding.UTF8.GetBytes(Span, bytes);
        return bytes;
    }

    public override string ToString() => new(Span);

    // What was written may hold secrets.
    public void Dispose()
    {
        _buffer.AsSpan(0, _length).Clear();
        ArrayPool<char>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private Span<char> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
        {
            Grow(count);
        }

        return _buffer.AsSpan(_length, count);
    }

    private void Grow(int count)
    {
        char[] larger = ArrayPool<char>.Shared.Rent(checked((int)Math.Min(Math.Max(_buffer.Length * 2L, (long)_length + count), Array.MaxLength)));
        Span.CopyTo(larger);
        _buffer.AsSpan(0, _length).Clear();
        ArrayPool<char>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
