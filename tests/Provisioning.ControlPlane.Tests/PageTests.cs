using System.Net;
using Provisioning.Testing;

namespace Provisioning.ControlPlane.Tests;

/// <summary>What a person does with the page, in a real browser.</summary>
[Collection(BrowserTests.Name)]
public sealed class PageTests(Browser browser)
{
    [Fact]
    public async Task A_project_goes_through_its_whole_life()
    {
        await using PlaneHost host = await PlaneHost.StartAsync();
        await using PageUnderTest page = await browser.OpenAsync(host);
        await page.SignInAsync();
        await page.UntilVisibleAsync("#empty");

        await page.CreateAsync("acme", "Acme Inc.");
        await page.UntilStateAsync("running");
        await page.UntilTextAsync("#row-acme", "running");
        await page.UntilTextAsync("#row-acme", "Acme Inc.");
        await page.UntilTextAsync("#services", "postgres:16");
        await page.UntilTextAsync("#facts", "postgresql://postgres:***@");
        await page.UntilTextAsync("#facts", "DB_PASSWORD");
        await page.UntilTextAsync("#operations", "created");

        await page.ClickAsync("[data-action=stop]");
        await page.UntilStateAsync("stopped");
        await page.UntilTextAsync("#row-acme", "stopped");
        await page.ClickAsync("[data-action=start]");
        await page.UntilStateAsync("running");

        await page.ClickAsync("[data-action=delete]");
        await page.UntilTextAsync("#confirm-title", "Delete acme?");
        await page.ClickAsync("#confirm-ok");
        await page.UntilStateAsync("deleted");
        await page.ClickAsync("[data-action=restore]");
        await page.UntilStateAsync("stopped");
        await page.ClickAsync("[data-action=repair]");
        await page.UntilStateAsync("running");
        await page.UntilTextAsync("#operations", "repair");

        await page.ClickAsync("[data-action=purge]");
        await page.UntilTextAsync("#confirm-title", "Purge acme?");
        Assert.True(await page.Page.EvaluateExpressionAsync<bool>("document.querySelector('#confirm-ok').disabled"));
        await page.Page.TypeAsync("#confirm-id", "acme");
        await page.ClickAsync("#confirm-ok");
        await page.UntilGoneAsync("#detail");
        await page.UntilVisibleAsync("#empty");

        using HttpResponseMessage gone = await host.Client.GetAsync(new Uri("/projects/acme", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Progress_is_seen_while_it_happens()
    {
        var gate = new TaskCompletionSource();
        await using PlaneHost host = await PlaneHost.StartAsync(memory =>
            memory.ServiceBehavior = service => service.ServiceName == "api" ? new InMemoryServiceBehavior { WaitUntilReady = token => gate.Task.WaitAsync(token) } : null);
        await using PageUnderTest page = await browser.OpenAsync(host);
        await page.SignInAsync();

        await page.CreateAsync("slow");
        await page.UntilAsync("document.querySelector('#progress').childElementCount > 2");
        await page.UntilTextAsync("#row-slow", "create");
        await page.UntilAsync("[...document.querySelectorAll('[data-action]')].every(button => button.disabled)");

        gate.SetResult();
        await page.UntilStateAsync("running");
        await page.UntilTextAsync("#progress", "create: succeeded");
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Logs_are_followed()
    {
        await using PlaneHost host = await PlaneHost.StartAsync();
        await host.CreateAsync("acme");
        await using PageUnderTest page = await browser.OpenAsync(host);
        await page.SignInAsync();
        await page.ClickAsync("[data-project=acme]");

        host.Backend.WriteLog(ProjectId.Parse("acme"), "db", "before <b>", ProjectLogSource.StandardOutput, TimeProvider.System.GetUtcNow());
        await page.ClickAsync("#logs-toggle");
        await page.UntilTextAsync("#logs", "db | before <b>");
        host.Backend.WriteLog(ProjectId.Parse("acme"), "api", "later", ProjectLogSource.StandardOutput, TimeProvider.System.GetUtcNow());
        await page.UntilTextAsync("#logs", "api | later");
        await page.ClickAsync("#logs-toggle");

        Assert.Equal("Follow logs", await page.TextAsync("#logs-toggle"));
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task A_failure_says_what_happened_and_the_project_can_be_repaired()
    {
        await using PlaneHost host = await PlaneHost.StartAsync();
        await using PageUnderTest page = await browser.OpenAsync(host);
        await page.SignInAsync();
        host.Backend.FailNext("provision");

        await page.CreateAsync("acme");
        await page.UntilStateAsync("failed");
        await page.UntilVisibleAsync("#detail-failure");
        await page.UntilTextAsync("#operations", "failed");
        await page.ClickAsync("[data-action=repair]");
        await page.UntilStateAsync("running");
        await page.UntilGoneAsync("#detail-failure");
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task What_the_server_refuses_is_shown()
    {
        await using PlaneHost host = await PlaneHost.StartAsync();
        await host.CreateAsync("acme");
        await using PageUnderTest page = await browser.OpenAsync(host);
        await page.SignInAsync();
        await page.ClickAsync("#create summary");
        await page.Page.TypeAsync("#create-id", "acme");
        await page.Page.TypeAsync("#create-variables", "GREETING=other");
        await page.ClickAsync("#create-form button[type=submit]");

        await page.UntilVisibleAsync("#alert");
        await page.UntilTextAsync("#alert-text", "[conflict]");
        await page.ClickAsync("#alert-close");
        await page.UntilGoneAsync("#alert");
    }

    [Fact]
    public async Task A_wrong_key_opens_nothing_and_a_right_one_is_forgotten_at_the_end()
    {
        await using PlaneHost host = await PlaneHost.StartAsync();
        await host.CreateAsync("acme");
        await using PageUnderTest page = await browser.OpenAsync(host);

        await page.SignInAsync("not the key at all");
        await page.UntilTextAsync("#alert-text", "This key is not known.");
        await page.UntilVisibleAsync("#sign-in");
        Assert.DoesNotContain("acme", await page.TextAsync("body"), StringComparison.Ordinal);

        await page.SignInAsync();
        await page.UntilTextAsync("#row-acme", "running");
        await page.ClickAsync("#sign-out");
        await page.UntilVisibleAsync("#sign-in");
        Assert.Null(await page.Page.EvaluateExpressionAsync<string?>("sessionStorage.getItem('provisioning-api-key')"));
    }

    [Fact]
    public async Task What_projects_and_services_say_is_never_markup()
    {
        const string Attack = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>";
        await using PlaneHost host = await PlaneHost.StartAsync();
        await host.CreateAsync("acme", Attack);
        await using PageUnderTest page = await browser.OpenAsync(host);
        await page.SignInAsync();
        await page.UntilTextAsync("#row-acme", "<img src=x");
        await page.ClickAsync("[data-project=acme]");
        await page.UntilTextAsync("#facts", Attack);
        await page.ClickAsync("#logs-toggle");
        host.Backend.WriteLog(ProjectId.Parse("acme"), "db", Attack, ProjectLogSource.StandardOutput, TimeProvider.System.GetUtcNow());
        await page.UntilTextAsync("#logs", Attack);

        Assert.Equal("Projects", await page.Page.EvaluateExpressionAsync<string>("document.title"));
        Assert.Equal(0, await page.Page.EvaluateExpressionAsync<int>("document.querySelectorAll('main img, main script').length"));
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task The_policy_lets_nothing_run_but_the_pages_own_files()
    {
        await using PlaneHost host = await PlaneHost.StartAsync();
        await using PageUnderTest page = await browser.OpenAsync(host);
        await page.SignInAsync();
        Assert.Empty(page.Errors);

        await page.Page.EvaluateExpressionAsync("(() => { const s = document.createElement('script'); s.textContent = 'document.title = \"taken\"'; document.body.append(s); })()");

        await page.UntilAsync("document.title === 'Projects'");
        Assert.Contains(page.Errors, error => error.Contains("Content Security Policy", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_project_is_created_and_opened_with_the_keyboard_alone()
    {
        await using PlaneHost host = await PlaneHost.StartAsync();
        await using PageUnderTest page = await browser.OpenAsync(host);
        await page.SignInAsync();

        await FocusByTabAsync(page, "#create summary");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.UntilVisibleAsync("#create-id");
        await FocusByTabAsync(page, "#create-id");
        await page.Page.Keyboard.TypeAsync("acme");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.UntilTextAsync("#detail-title", "acme");
        await page.UntilStateAsync("running");
        Assert.Equal("detail", await page.Page.EvaluateExpressionAsync<string>("document.activeElement.id"));

        await FocusByTabAsync(page, "[data-action=stop]");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.UntilStateAsync("stopped");
        await FocusByTabAsync(page, "[data-action=delete]");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.UntilVisibleAsync("#confirm");
        await page.Page.Keyboard.PressAsync("Escape");
        await page.UntilGoneAsync("#confirm");
        await page.UntilStateAsync("stopped");
    }

    [Fact]
    public async Task Every_control_has_a_name_and_every_id_is_there_once()
    {
        await using PlaneHost host = await PlaneHost.StartAsync();
        await host.CreateAsync("acme");
        await using PageUnderTest page = await browser.OpenAsync(host);
        await page.SignInAsync();
        await page.ClickAsync("[data-project=acme]");
        await page.UntilStateAsync("running");

        string[] nameless = await page.Page.EvaluateExpressionAsync<string[]>(
            "[...document.querySelectorAll('button, input, select, textarea, a')].filter(e => !(e.textContent.trim() || e.labels?.length || e.getAttribute('aria-label'))).map(e => e.outerHTML)");
        string[] twice = await page.Page.EvaluateExpressionAsync<string[]>(
            "(() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id); return ids.filter((id, at) => ids.indexOf(id) !== at); })()");
        string[] dangling = await page.Page.EvaluateExpressionAsync<string[]>(
            "[...document.querySelectorAll('[aria-labelledby], [aria-describedby], label[for]')].flatMap(e => [e.getAttribute('aria-labelledby'), e.getAttribute('aria-describedby'), e.htmlFor]).filter(id => id && !document.getElementById(id))");

        Assert.Empty(nameless);
        Assert.Empty(twice);
        Assert.Empty(dangling);
    }

    private static async Task FocusByTabAsync(PageUnderTest page, string selector)
    {
        for (int presses = 0; presses < 60; presses++)
        {
            if (await page.Page.EvaluateExpressionAsync<bool>($"document.activeElement?.matches({System.Text.Json.JsonSerializer.Serialize(selector)}) === true"))
            {
                return;
            }

            await page.Page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"Tab does not reach {selector}.");
    }
}
