using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Provisioning.Coolify.Tests;

/// <summary>Whatever happens, neither the token nor a secret of a request is seen in an exception, a log, a trace or a metric.</summary>
[Collection("listens to everything")]
public sealed class CoolifySecretTests
{
    private const string Value = "k4n4ry'VALUE \"$x\\y<&>";
    private const string Lines = "-----BEGIN K4N4RYKEY-----\nk4n4ryLINEk4n4ryLINE\n-----END K4N4RYKEY-----";

    public static TheoryData<string> Answers =>
    [
        "401", "403", "404", "422", "429", "500", "502", "200 html", "200 cut", "reset", "timeout", "redirect", "ok",
    ];

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Nothing_shows_the_token_or_a_secret(string answer)
    {
        var seen = new List<string>();
        using var activities = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => Add(seen, $"{activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.SelectMany(happened => happened.Tags))}"),
        };
        ActivitySource.AddActivityListener(activities);
        using var metrics = new MeterListener { InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument) };
        metrics.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(seen, $"{instrument.Name} {string.Join(' ', tags.ToArray())}"));
        metrics.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Add(seen, $"{instrument.Name} {string.Join(' ', tags.ToArray())}"));
        metrics.Start();
        using var host = new CoolifyHost(new StubHandler().Always(sent => Answer(answer, sent)), options => options.RetryAttempts = 1);
        ICoolifyClient client = host.Client;
        CoolifyVariable[] variables = [new() { Key = "A", Value = new Secret(Value) }, new() { Key = "B", Value = new Secret(Lines), IsMultiline = true }];

        foreach (Func<Task> call in new Func<Task>[]
        {
            () => client.ListServersAsync(),
            () => client.SetVariablesAsync("x1", variables),
            () => client.CreateVariableAsync("x1", variables[0]),
            () => client.CreateServiceAsync(new CoolifyServiceCreation { ProjectUuid = "p", EnvironmentUuid = "e", ServerUuid = "s", Name = "n", Compose = $"services:\n  a:\n    environment: {{ A: {JsonSerializer.Serialize(Value.Replace("$", "$$", StringComparison.Ordinal))} }}\n", Secrets = [variables[0].Value] }),
        })
        {
            try
            {
                await host.PassTimeAsync(call());
            }
            catch (CoolifyApiException exception)
            {
                Add(seen, exception.ToString());
                Add(seen, $"{exception.ServerMessage} {string.Join(' ', exception.Details)} {string.Join(' ', exception.Errors.SelectMany(field => field.Value.Append(field.Key)))}");
            }
        }

        Assert.NotEmpty(seen);
        Assert.NotEmpty(host.Logs.Lines);
        foreach (string text in seen.ToArray().Concat(host.Logs.Lines))
        {
            Assert.DoesNotContain("k4n4ry", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Bearer 7", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_token_is_not_in_the_text_of_options_or_of_what_holds_them()
    {
        using var host = new CoolifyHost(new StubHandler());
        CoolifyProviderOptions options = CoolifyHttpClient.OptionsOf(host.Services, "coolify");

        Assert.DoesNotContain("k4n4ry", JsonSerializer.Serialize(new { options.ApiToken, options.ApiUrl }), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("***", options.ApiToken!.ToString());
    }

    [Fact]
    public async Task The_HTTP_client_of_a_provider_gives_its_token_to_nobody_else()
    {
        using var host = new CoolifyHost(new StubHandler());
        HttpClient client = host.Services.GetRequiredService<IHttpClientFactory>().CreateClient("coolify");

        await Assert.ThrowsAsync<InvalidOperationException>(() => client.GetAsync(new Uri("https://elsewhere.example.com/")));

        Assert.Empty(host.Stub.Requests);
    }

    [Fact]
    public async Task Calls_are_traced_and_measured_by_route()
    {
        var names = new List<string>();
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == CoolifyDiagnostics.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => Add(names, $"{activity.DisplayName} {activity.GetTagItem(CoolifyDiagnostics.StatusTag)} {activity.GetTagItem(CoolifyDiagnostics.ErrorTypeTag)} {activity.GetTagItem(ProvisioningDiagnostics.ProviderNameTag)}"),
        };
        ActivitySource.AddActivityListener(activities);
        var durations = new List<string>();
        using var metrics = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == CoolifyDiagnostics.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        metrics.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(durations, $"{instrument.Name} {string.Join(' ', tags.ToArray().OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => tag.Value))}"));
        metrics.Start();
        using var host = new CoolifyHost(new StubHandler().Then("""{"uuid":"x1"}""").Then(HttpStatusCode.NotFound, """{"message":"Service not found."}"""), name: "traced");

        await host.Client.GetServiceAsync("x1");
        await Assert.ThrowsAsync<CoolifyApiException>(() => host.Client.StartServiceAsync("x2"));

        Assert.Equal(["GET services/{uuid} 200  traced", "POST services/{uuid}/start 404 NotFound traced"], names.Where(name => name.EndsWith(" traced", StringComparison.Ordinal)));
        Assert.Equal(
            [
                $"{CoolifyDiagnostics.BudgetWaitMetricName} traced",
                $"{CoolifyDiagnostics.RequestDurationMetricName} GET 200 services/{{uuid}} traced",
                $"{CoolifyDiagnostics.BudgetWaitMetricName} traced",
                $"{CoolifyDiagnostics.RequestDurationMetricName} NotFound POST 404 services/{{uuid}}/start traced",
            ],
            durations.Where(duration => duration.EndsWith(" traced", StringComparison.Ordinal)));
    }

    private static void Add(List<string> list, string text)
    {
        lock (list)
        {
            list.Add(text);
        }
    }

    // Repeats what was sent, as a server in debug mode does.
    private static HttpResponseMessage Answer(string answer, StubHandler.SentRequest sent)
    {
        string echo = $"SQL insert '{Value}' {WebUtility.HtmlEncode(Value)} {Uri.EscapeDataString(Value)} {Value.Replace("$", "$$", StringComparison.Ordinal)} {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Value))} {Lines}";
        if (sent.Uri.AbsolutePath.EndsWith("servers", StringComparison.Ordinal))
        {
            echo = "nothing was sent";
        }
        else if (!sent.Uri.AbsolutePath.EndsWith("bulk", StringComparison.Ordinal))
        {
            echo = echo.Replace(Lines, string.Empty, StringComparison.Ordinal); // this request did not have it
        }

        string json = JsonSerializer.Serialize(new { message = echo, errors = new Dictionary<string, string[]> { [echo] = [echo] } });
        switch (answer)
        {
            case "reset":
                throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection broke.");
            case "timeout":
                throw new TaskCanceledException("slow", new TimeoutException());
            case "ok":
                return StubHandler.Json(HttpStatusCode.OK, sent.Method == "GET" || sent.Uri.AbsolutePath.EndsWith("bulk", StringComparison.Ordinal) ? "[]" : """{"uuid":"u1"}""");
            case "200 html":
                return StubHandler.Html(HttpStatusCode.OK, $"<html><title>{echo}</title></html>");
            case "200 cut":
                return StubHandler.Json(HttpStatusCode.OK, json[..(json.Length / 2)]);
            case "redirect":
                HttpResponseMessage redirect = StubHandler.Json(HttpStatusCode.Found, json);
                redirect.Headers.Location = new Uri("https://elsewhere.example.com/?q=" + Uri.EscapeDataString(sent.Body ?? "k4n4ry"));
                return redirect;
            case "502":
                return StubHandler.Html(HttpStatusCode.BadGateway, $"<html><body>{echo}</body></html>");
            default:
                return StubHandler.Json((HttpStatusCode)int.Parse(answer, System.Globalization.CultureInfo.InvariantCulture), json);
        }
    }
}
