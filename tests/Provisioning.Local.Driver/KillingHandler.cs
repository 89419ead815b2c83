using System.Diagnostics;

namespace Provisioning.Local.Driver;

/// <summary>Kills its own process (SIGKILL) at the nth request to the engine: before it is sent, while it is carried out, or when it was answered.</summary>
internal sealed class KillingHandler(HttpMessageHandler inner, int nth, string when) : DelegatingHandler(inner)
{
    private int _seen;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        bool isMine = Interlocked.Increment(ref _seen) == nth;
        if (isMine && when == "before")
        {
            Die();
        }

        Task<HttpResponseMessage> sending = base.SendAsync(request, cancellationToken);
        if (isMine && when == "during")
        {
            await Task.Delay(5, CancellationToken.None).ConfigureAwait(false);
            Die();
        }

        HttpResponseMessage response = await sending.ConfigureAwait(false);
        if (isMine)
        {
            Die();
        }

        return response;
    }

    private static void Die()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}
