namespace Provisioning;

/// <summary>Sees one call of a provider from its begin to its end.</summary>
internal interface ICallObserver : IDisposable
{
    void Succeeded();

    void Failed(Exception exception);
}
