namespace Provisioning.ConsoleApp;

/// <summary>Shows progress on standard error: alive on a terminal, a line a step otherwise, not at all with <c>--output json</c>.</summary>
internal static class ProgressDisplay
{
    public static Task<T> RunAsync<T>(CommandContext context, string title, Func<IProgress<ProvisioningProgress>?, Task<T>> operation)
    {
        ConsoleIo io = context.Io;
        return context.IsJson ? operation(null)
            : io.IsErrorTerminal && !context.IsVerbose && io.Environment.GetValueOrDefault("TERM") != "dumb" ? new LiveProgress(io, context.Time, title).RunAsync(operation)
            : operation(new PlainProgress(io.Error));
    }
}
