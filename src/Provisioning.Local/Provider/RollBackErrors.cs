namespace Provisioning.Local;

/// <summary>The error of an operation that was rolled back: that of the operation, and what became of the project.</summary>
internal static class RollBackErrors
{
    public static ProvisioningException Done(ProvisioningException failure, long generation, long goodGeneration) => Make(
        failure,
        RollBackOutcome.Done,
        generation == goodGeneration
            ? FormattableString.Invariant($"The project was rolled back: it runs as before (generation {generation}).")
            : FormattableString.Invariant($"The project was rolled back: it runs as its revision before (generation {generation}, the same as {goodGeneration})."));

    public static ProvisioningException Failed(ProvisioningException failure, string why) => Make(
        failure,
        RollBackOutcome.Failed,
        $"Rolling the project back failed as well: {why} Its revision before is the accepted one again: start the project to go on with it, or provision.");

    private static ProvisioningException Make(ProvisioningException failure, RollBackOutcome outcome, string sentence) =>
        ErrorCopy.Of(failure, $"{failure.Message} {sentence}", failure, static text => text, outcome);
}
