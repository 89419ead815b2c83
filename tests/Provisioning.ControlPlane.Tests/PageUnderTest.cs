using System.Collections.Concurrent;
using System.Text.Json;
using PuppeteerSharp;

namespace Provisioning.ControlPlane.Tests;

/// <summary>The page in a browser, as a person uses it. Everything waits for what it needs, and for nothing else.</summary>
internal sealed class PageUnderTest : IAsyncDisposable
{
    private const int Patience = 90_000;

    private readonly PlaneHost _host;
    private readonly IBrowserContext _context;

    public PageUnderTest(PlaneHost host, IBrowserContext context, IPage page)
    {
        _host = host;
        _context = context;
        Page = page;
        page.DefaultTimeout = Patience;
        page.PageError += (_, error) => Errors.Enqueue(error.Message);
        page.Console += (_, message) =>
        {
            // A response that is not 2xx is a line of its own in the console, and may be what a test is about.
            if (message.Message.Type == ConsoleType.Error && !message.Message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                Errors.Enqueue(message.Message.Text);
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Gets what went wrong in the page: exceptions, and what the content security policy refused.</summary>
    public ConcurrentQueue<string> Errors { get; } = new();

    public async Task SignInAsync(string key = PlaneHost.Key)
    {
        await Page.GoToAsync(_host.Address.ToString(), new NavigationOptions { Timeout = Patience });
        await UntilVisibleAsync("#sign-in");
        await Page.TypeAsync("#api-key", key);
        await ClickAsync("#sign-in-form button");
        if (key == PlaneHost.Key)
        {
            await UntilVisibleAsync("#main");
        }
    }

    public async Task CreateAsync(string id, string? name = null)
    {
        await ClickAsync("#create summary");
        await UntilVisibleAsync("#create-id");
        await Page.TypeAsync("#create-id", id);
        if (name is not null)
        {
            await Page.TypeAsync("#create-name", name);
        }

        await ClickAsync("#create-form button[type=submit]");
        await UntilTextAsync("#detail-title", id);
    }

    /// <summary>Clicks by the element itself: what is under the mouse may move while the list is drawn again.</summary>
    public Task ClickAsync(string selector) => UntilAsync($"(() => {{ const e = document.querySelector({Js(selector)}); if (!e || e.disabled) return false; e.click(); return true; }})()");

    public Task UntilVisibleAsync(string selector) => UntilAsync($"document.querySelector({Js(selector)})?.checkVisibility() === true");

    public Task UntilGoneAsync(string selector) => UntilAsync($"!document.querySelector({Js(selector)})?.checkVisibility()");

    public Task UntilTextAsync(string selector, string text) => UntilAsync($"document.querySelector({Js(selector)})?.textContent.includes({Js(text)}) === true");

    public Task UntilStateAsync(string state) => UntilAsync($"document.querySelector('#detail-state').dataset.state === {Js(state)} && document.querySelector('#detail-state').dataset.busy === 'false'");

    public Task<string> TextAsync(string selector) => Page.EvaluateExpressionAsync<string>($"document.querySelector({Js(selector)})?.textContent ?? ''");

    public async Task UntilAsync(string expression)
    {
        try
        {
            await Page.WaitForExpressionAsync(expression, new WaitForFunctionOptions { Timeout = Patience, PollingInterval = 50 });
        }
        catch (WaitTaskTimeoutException exception)
        {
            string text = await Page.EvaluateExpressionAsync<string>("document.body.innerText");
            throw new InvalidOperationException($"This did not become true: {expression}\nerrors: {string.Join("; ", Errors)}\npage:\n{text}", exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Page.CloseAsync();
        await _context.CloseAsync();
    }

    private static string Js(string text) => JsonSerializer.Serialize(text);
}
