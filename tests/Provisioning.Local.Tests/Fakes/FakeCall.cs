namespace Provisioning.Local.Tests.Fakes;

/// <summary>A call that a fake engine has received: the method's name without "Async", and the name or id it is about.</summary>
internal sealed record FakeCall(string Method, string Subject)
{
    public override string ToString() => Subject.Length == 0 ? Method : $"{Method} {Subject}";
}
