using System.Runtime.InteropServices;

namespace Provisioning.ConsoleApp;

/// <summary>Turns the first Ctrl+C (or SIGTERM) into a cancellation; the second one ends the process at once.</summary>
internal sealed class TerminationSignals : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private readonly ConsoleIo _io;

    public TerminationSignals(ConsoleIo io)
    {
        _io = io;
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>Gets what a shell reports for a process that the signal ended: 130 for Ctrl+C, 143 for SIGTERM.</summary>
    public int ExitCode { get; private set; } = ConsoleApp.ExitCode.Cancelled;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (_source.IsCancellationRequested)
        {
            if (_io.IsErrorTerminal)
            {
                _io.Error.Write("\e[?25h"); // a live display hides the cursor
            }

            return;
        }

        context.Cancel = true;
        ExitCode = context.Signal == PosixSignal.SIGTERM ? 143 : ConsoleApp.ExitCode.Cancelled;
        _source.Cancel();
    }
}
