using Provisioning.ConsoleApp;

ConsoleIo io = ConsoleIo.FromProcess();
using var signals = new TerminationSignals(io);
int exitCode = await ConsoleApplication.RunAsync(args, io, configure: null, signals.Token);
return exitCode == ExitCode.Cancelled ? signals.ExitCode : exitCode;
