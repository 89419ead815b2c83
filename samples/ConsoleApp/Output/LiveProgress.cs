using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Provisioning.ConsoleApp;

/// <summary>Progress on a terminal: a row a step, with what it does and for how long.</summary>
internal sealed class LiveProgress(ConsoleIo io, TimeProvider time, string title) : IProgress<ProvisioningProgress>
{
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMilliseconds(100);
    private static readonly string[] Frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

    private const int MarkAndTimeWidth = 12;

    private readonly Lock _lock = new();
    private readonly int _width = new TerminalOutput(io).Width;
    private readonly List<Row> _rows = [];
    private readonly long _begin = time.GetTimestamp();
    private int _frame;

    public void Report(ProvisioningProgress value)
    {
        lock (_lock)
        {
            Row? row = _rows.Find(row => row.Step == value.Step && row.Subject == value.Subject);
            if (row is null)
            {
                row = new Row(value.Step, value.Subject, time.GetTimestamp());
                _rows.Add(row);
            }

            row.State = value.State;
            row.Message = value.Message;
            row.Fraction = value.Fraction;
            row.End = value.State is ProvisioningProgressState.Started or ProvisioningProgressState.Running ? null : time.GetTimestamp();
        }
    }

    public async Task<T> RunAsync<T>(Func<IProgress<ProvisioningProgress>?, Task<T>> operation)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Out = new TerminalOutput(io),
            EnvironmentVariables = io.Environment.ToDictionary(StringComparer.Ordinal),
        });
        return await console.Live(Render()).Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Top).StartAsync(async display =>
        {
            Task<T> work = operation(this);
            while (!work.IsCompleted)
            {
                await Task.WhenAny(work, Task.Delay(RefreshInterval, time));
                display.UpdateTarget(Render());
            }

            return await work;
        });
    }

    // Lines of our own, cut to the terminal: a grid would wrap them, and lines that wrap cannot be drawn over.
    private Rows Render()
    {
        lock (_lock)
        {
            _frame = (_frame + 1) % Frames.Length;
            var lines = new List<IRenderable> { new Markup($"[bold]{Markup.Escape(title)}[/] {Seconds(_begin, end: null)}") };
            (Row Row, string Text)[] texts = [.. _rows.Select(row => (row, Describe(row)))];
            int width = Math.Min(Math.Max(_width - MarkAndTimeWidth, 1), texts.Select(text => text.Text.Length).DefaultIfEmpty(0).Max());
            lines.AddRange(texts.Select(text => new Markup($"{Mark(text.Row)} {Markup.Escape(Fit(text.Text, width))}  {Seconds(text.Row.Begin, text.Row.End)}")));
            return new Rows(lines);
        }
    }

    private static string Fit(string text, int width) => text.Length <= width ? text.PadRight(width) : text[..Math.Max(width - 1, 0)] + "…";

    private static string Describe(Row row) => TerminalText.Clean($"{row.Step} {row.Subject} {Detail(row)}".Replace("  ", " ", StringComparison.Ordinal).TrimEnd());

    private string Mark(Row row) => row.State switch
    {
        ProvisioningProgressState.Succeeded => "[green]✓[/]",
        ProvisioningProgressState.Skipped => "[grey]-[/]",
        ProvisioningProgressState.Failed => "[red]✗[/]",
        _ => $"[blue]{Frames[_frame]}[/]",
    };

    private static string Detail(Row row) => (row.Message, row.Fraction) switch
    {
        (null, null) => string.Empty,
        ({ } message, null) => message,
        (var message, { } fraction) => string.Create(CultureInfo.InvariantCulture, $"{fraction:P0} {message}").TrimEnd(),
    };

    private string Seconds(long begin, long? end) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.GetElapsedTime(begin, end ?? time.GetTimestamp()).TotalSeconds:0.0}s");

    private sealed class Row(string step, string? subject, long begin)
    {
        public string Step { get; } = step;

        public string? Subject { get; } = subject;

        public long Begin { get; } = begin;

        public long? End { get; set; }

        public ProvisioningProgressState State { get; set; }

        public string? Message { get; set; }

        public double? Fraction { get; set; }
    }
}
