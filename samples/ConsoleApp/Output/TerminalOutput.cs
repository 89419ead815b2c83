using System.Text;
using Spectre.Console;

namespace Provisioning.ConsoleApp;

/// <summary>Standard error as a terminal for Spectre.Console, which would otherwise look at standard output.</summary>
internal sealed class TerminalOutput(ConsoleIo io) : IAnsiConsoleOutput
{
    private const int DefaultWidth = 80;
    private const int DefaultHeight = 24;

    public TextWriter Writer => io.Error;

    public bool IsTerminal => io.IsErrorTerminal;

    public int Width => io.Width ?? Ask(() => Console.WindowWidth, DefaultWidth);

    public int Height => io.Width is null ? Ask(() => Console.WindowHeight, DefaultHeight) : DefaultHeight;

    public void SetEncoding(Encoding encoding)
    {
    }

    private static int Ask(Func<int> size, int otherwise)
    {
        try
        {
            return size() is > 0 and var known ? known : otherwise;
        }
        catch (IOException)
        {
            return otherwise;
        }
    }
}
