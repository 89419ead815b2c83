namespace Provisioning.Testing.Coolify.Backend;

/// <summary>Ends the handling of a request with an answer.</summary>
#pragma warning disable CA1032, CA1064 // It never leaves the instance.
internal sealed class AnswerException(Answer answer) : Exception
#pragma warning restore CA1032, CA1064
{
    public Answer Answer { get; } = answer;
}
