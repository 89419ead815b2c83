using PuppeteerSharp;

namespace Provisioning.ControlPlane.Tests;

/// <summary>One headless Chromium for all tests of the page.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        string path = Environment.GetEnvironmentVariable("PROVISIONING_TEST_CHROMIUM") is { Length: > 0 } given ? given
            : new[] { "/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser" }.FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("The tests of the page need a Chromium: run './test', which installs one, or name one in PROVISIONING_TEST_CHROMIUM.");
        _browser = await Puppeteer.LaunchAsync(new LaunchOptions
        {
            ExecutablePath = path,
            Headless = true,
            Timeout = 90_000,
            ProtocolTimeout = 180_000,

            // Chromium refuses its sandbox to root, and /dev/shm is small in containers.
            Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run", "--disable-extensions"],
        });
    }

    /// <summary>Opens a page that shares nothing with others.</summary>
    internal async Task<PageUnderTest> OpenAsync(PlaneHost host)
    {
        IBrowserContext context = await _browser!.CreateBrowserContextAsync();
        return new PageUnderTest(host, context, await context.NewPageAsync());
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }
    }
}

[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<Browser>
{
    public const string Name = "browser";
}
